/** What can wait for its time. */
export type DueKind =
  'turn' | 'route' | 'offerTimeout' | 'queueLapse' | 'presenceLapse' | 'wrapUpEnd' | 'restPush';

/** Work that waits until a time: a row, so that a restart forgets nothing. */
export interface DueWork {
  kind: DueKind;
  /** What it is about: a conversation, a handoff, an agent. One row for each (kind, ref). */
  ref: string;
  dueAt: number;
  /** Grows with every schedule and every claim; a worker whose fence is old has lost the work. */
  fence: number;
  /** How often it has failed. */
  attempts: number;
  payload: string;
}

/** Reads and writes of due work; writes only within a transaction. */
export interface DueWorkStore {
  /** Sets or renews the time of (kind, ref). A worker that holds the row loses it. */
  schedule(kind: DueKind, ref: string, dueAt: number, payload?: string): Promise<void>;
  cancel(kind: DueKind, ref: string): Promise<void>;
  /** What is due and held by nobody, oldest first, without taking it: enough for a process that is alone. */
  peek(now: number, limit: number): Promise<DueWork[]>;
  /** Takes up to `limit` due rows for `holdMs`; others get them only after that, or when the node `by` is dead. */
  claim(now: number, holdMs: number, limit: number, by: string): Promise<DueWork[]>;
  /** Deletes the row if `fence` still holds it; false when it was renewed or taken over. */
  finish(kind: DueKind, ref: string, fence: number): Promise<boolean>;
  /** Gives a row that failed back, to be tried again at `dueAt`. */
  retry(kind: DueKind, ref: string, fence: number, dueAt: number): Promise<void>;
  /** When the next row is due after `now`. */
  nextDueAt(now: number): Promise<number | undefined>;
  /** Ends every hold: for the start of a process that is known to be the only one. */
  releaseAll(): Promise<void>;
}
