/**
 * Calls `send` `total` times at a steady rate from now on, whatever the server does: what is late because the
 * server was slow is still sent at its time. Answers how late each call was, in milliseconds: that is the
 * generator's own fault, not the server's.
 */
export async function runOpenLoop(
  ratePerSecond: number,
  total: number,
  send: (index: number, dueAt: number) => void,
): Promise<number[]> {
  const lateness: number[] = [];
  const start = performance.now();
  for (let sent = 0; sent < total;) {
    const now = performance.now();
    const due = Math.min(total, Math.floor(((now - start) / 1000) * ratePerSecond) + 1);
    for (; sent < due; sent += 1) {
      const dueAt = start + (sent / ratePerSecond) * 1000;
      lateness.push(performance.now() - dueAt);
      send(sent, dueAt);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return lateness;
}

/** Runs `work` for 0 to `count` - 1, `width` at a time. */
export async function inParallel(
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}
