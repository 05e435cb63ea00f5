/**
 * One stream for people on stderr: progress with the time since the command was typed, then whatever the parts say, each
 * line with the name of its part. Services write JSON for machines; here it becomes one short line.
 */
const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'ERROR', 60: 'FATAL' };

interface JsonLine {
  level?: number;
  msg?: string;
  context?: string;
  traceId?: string;
  err?: { message?: string; stack?: string };
}

/** `progress` counts from the start of the command, which began before this process did. */
export function logTo(write: (line: string) => void, sinceMs: number) {
  return {
    progress: (line: string) => write(`[${((Date.now() - sinceMs) / 1000).toFixed(1).padStart(5)} s] ${line}`),
    part: (name: string, line: string) => {
      if (line.trim() !== '') write(`${name.padEnd(19)} | ${shortLine(line)}`);
    },
  };
}
export type Log = ReturnType<typeof logTo>;

/** A JSON log line as one readable line; any other line as it is. */
export function shortLine(line: string): string {
  if (!line.startsWith('{')) return line.trimEnd();
  try {
    const { level = 30, msg = '', context, traceId, err } = JSON.parse(line) as JsonLine;
    const cause = err?.message && !msg.includes(err.message) ? `: ${err.message}` : '';
    const place = level >= 50 ? err?.stack?.split('\n').find((frame) => frame.trimStart().startsWith('at ')) : undefined;
    return [levels[level] ?? String(level), context && `${context}:`, `${msg}${cause}`, place?.trim(), traceId && `(trace ${traceId})`]
      .filter(Boolean)
      .join(' ');
  } catch {
    return line;
  }
}
