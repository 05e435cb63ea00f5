/**
 * A launcher whose terminal, script or `npm start` is gone has nobody to stop it, so it stops by itself. The parent is
 * named by whoever started us: by the time we could ask, it may be gone already.
 */
export function whenParentGoes(stop: () => void): void {
  const expected = Number(process.env['ANJU_PARENT'] ?? process.ppid);
  const timer = setInterval(() => {
    if (process.ppid === expected) return;
    clearInterval(timer);
    stop();
  }, 250);
  timer.unref();
}
