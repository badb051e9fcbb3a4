import type { EntityType } from '../interpretation';
import type { Recognition } from './recognizer';

/** Of two equally long readings of one span the earlier type wins. */
const PRIORITY: readonly EntityType[] = [
  'id_number',
  'phone',
  'email',
  'plan_name',
  'device_model',
  'app_name',
  'error_code',
  'data_volume',
  'bandwidth',
  'percent',
  'money',
  'date_time',
  'date',
  'time',
  'duration',
  'place',
  'order_number',
  'quantity',
  'number',
];

const RANK = new Map(PRIORITY.map((type, index) => [type, index]));

/** Keeps non-overlapping findings, in text order: the longest wins, then the type's priority, then the leftmost. */
export function resolveConflicts<R extends Recognition>(found: readonly R[], textLength: number): R[] {
  const taken = new Uint8Array(textLength);
  const ranked = found.toSorted(
    (a, b) =>
      b.end - b.start - (a.end - a.start) || RANK.get(a.entity)! - RANK.get(b.entity)! || a.start - b.start,
  );
  const kept: R[] = [];
  for (const recognition of ranked) {
    // What is kept is at least as long, so an overlap covers one of the two edges.
    if (taken[recognition.start] || taken[recognition.end - 1]) continue;
    taken.fill(1, recognition.start, recognition.end);
    kept.push(recognition);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}
