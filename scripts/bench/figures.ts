import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The value below which a share of the sorted numbers lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** p50 to p99.9 and maximum of latencies in milliseconds, as one line. */
export function describeLatencies(latencies: readonly number[]): string {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): string => percentile(sorted, share).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms, max ${at(1)} ms (n=${sorted.length})`;
}

/** A generator that sends later than this, in milliseconds at p99, has measured itself. */
const LATE_BOUND_MS = 10;

const latenessOf = (lateness: readonly number[]): number =>
  percentile(
    lateness.toSorted((a, b) => a - b),
    0.99,
  );

/** Whether the generator did not keep its own schedule; then the latencies of the run say nothing. */
export function isLate(lateness: readonly number[]): boolean {
  return latenessOf(lateness) > LATE_BOUND_MS;
}

/** `isLate` in words. */
export function describeLateness(lateness: readonly number[]): string {
  const verdict = isLate(lateness) ? 'NOT MEASURED: the generator was late' : 'the generator was in time';
  return `${verdict} (its own lateness: p99 ${latenessOf(lateness).toFixed(1)} ms, bound ${LATE_BOUND_MS} ms)`;
}

/** How steady the machine is now: printed with every result, so that a noisy one is not taken for ours. */
export function calibrate(): string {
  const gaps: number[] = [];
  let last = performance.now();
  const end = last + 1000;
  while (last < end) {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  const stalled = gaps.filter((gap) => gap > 1).reduce((sum, gap) => sum + gap, 0);
  const dir = mkdtempSync(join(tmpdir(), 'tongda-calibrate-'));
  const file = openSync(join(dir, 'sync'), 'w');
  const syncs = Array.from({ length: 200 }, () => {
    const start = performance.now();
    writeSync(file, 'x'.repeat(4096));
    fdatasyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  rmSync(dir, { recursive: true });
  return `calibration: ${(stalled / 10).toFixed(1)} % of a busy loop stalled; fdatasync ${describeLatencies(syncs)}`;
}
