/** Finds or builds the broker before specs run, so that the half minute it takes the first time is not spent inside one. */
import { findNats } from '@anju/embedded/nats-binary';
import { SetupProblem } from '@anju/embedded/problem';

await findNats((line) => process.stderr.write(`${line}\n`)).catch((error: unknown) => {
  if (!(error instanceof SetupProblem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
});
