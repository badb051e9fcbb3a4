/** What the child of one run is to do. */
export interface ChildPlan {
  /** The traced folder; the data folder is made below it. */
  root: string;
  seed: number;
  synchronous: 'full' | 'normal';
  /** Closes the store and opens it again each time after so long. */
  reopenAfterMs: number;
  /** When it runs VACUUM and a truncating checkpoint on a connection of its own. */
  vacuumAfterMs?: number;
}

/** What the child has promised, in the order of its promises. */
export type Acknowledged =
  | { kind: 'migrated'; logEpoch: string }
  | { kind: 'message'; conversationId: string; seq: number; id: string; length: number };

/** The text of a message, from which a changed one can be told. */
export function textOf(id: string, length: number): string {
  return `${id} ${'消息'.repeat(length)}`.slice(0, Math.max(length, id.length + 1)).trim();
}
