import type { Inbox } from '../conversation/inbox';
import type { MessageIndex } from '../conversation/message-index';
import type { TrackerSnapshots } from '../conversation/tracker-snapshot';
import type { HandoffTransaction } from '../handoff/handoff-store';
import type { NodeStore } from './node-lease';

/** How often articles have answered, for the hot questions. */
export interface QuestionCounts {
  /** `day` is YYYY-MM-DD in the operator's time zone. */
  add(day: string, articleId: string): Promise<void>;
  /** Article ids since a day, most asked first. */
  mostAsked(sinceDay: string, limit: number): Promise<string[]>;
}

/** What one transaction can touch. Nothing but the database is awaited inside. */
export interface EngineTransaction extends HandoffTransaction {
  questions: QuestionCounts;
  inbox: Inbox;
  messages: MessageIndex;
  snapshots: TrackerSnapshots;
  nodes: NodeStore;
}

/** The database as the engine sees it. */
export interface EngineStore {
  /** Reads what is committed; `work` must not write. */
  read<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction and resolves after the commit. */
  write<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T>;
}
