/**
 * What keeps the platform from starting on this machine, said to the person who typed the command. One class for all of it:
 * the message is a whole sentence, `next` is what to do now, and the exit code tells scripts the kinds apart. Anything else
 * that is thrown during set-up is a defect of ours and keeps its stack.
 */

/** Exit codes by kind; 1 is left to everything unforeseen. */
export const exitCodes = {
  usage: 2,
  portBusy: 10,
  inUse: 11,
  otherVersion: 12,
  natsMissing: 13,
  postgresFailed: 14,
  natsFailed: 15,
  diskFull: 16,
  dependencies: 17,
  build: 18,
  serviceFailed: 19,
  notRunning: 20,
} as const;

export class SetupProblem extends Error {
  readonly exitCode: number;

  constructor(
    kind: keyof typeof exitCodes,
    readonly sentence: string,
    /** The next step, a sentence too. */
    readonly next: string,
  ) {
    super(`${sentence} ${next}`);
    this.name = 'SetupProblem';
    this.exitCode = exitCodes[kind];
  }
}
