import type { AccountStore, AccountTransaction } from '../accounts/account-store';
import type { EngineStore, EngineTransaction } from '../engine/engine-store';
import type { Database, Db } from './database';
import { BacklogTable, type Backlog } from './tables/backlog-table';
import { AuditTable } from './tables/audit-table';
import { ConversationTable } from './tables/conversation-table';
import { DueWorkTable } from './tables/due-work-table';
import { HandoffTable } from './tables/handoff-table';
import { InboxTable } from './tables/inbox-table';
import { MessageIndexTable } from './tables/message-index-table';
import { NodeTable } from './tables/node-table';
import { PresenceTable } from './tables/presence-table';
import { QuestionCountTable } from './tables/question-count-table';
import { SessionTable } from './tables/session-table';
import { SignInAttemptTable } from './tables/sign-in-attempt-table';
import { StaffTable } from './tables/staff-table';
import { TrackerSnapshotTable } from './tables/tracker-snapshot-table';

type Tables = EngineTransaction & AccountTransaction;

/** Every table of ours over one database, SQLite or PostgreSQL. */
export class SqlStore implements EngineStore, AccountStore {
  constructor(private readonly database: Database) {}

  read<T>(work: (tx: Tables) => Promise<T>): Promise<T> {
    return this.database.read((db) => work(this.tables(db)));
  }

  write<T>(work: (tx: Tables) => Promise<T>): Promise<T> {
    return this.database.write((db) => work(this.tables(db)));
  }

  /** The epoch that cursors of this log belong to. */
  async logEpoch(): Promise<string> {
    const row = await this.database.read((db) =>
      db.selectFrom('meta').select('value').where('key', '=', 'log_epoch').executeTakeFirstOrThrow(),
    );
    return row.value;
  }

  /** What waits at a time (ms), for those who watch the server. */
  backlog(now: number): Promise<Backlog> {
    return this.database.read((db) => new BacklogTable(db).read(now));
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private tables(db: Db): Tables {
    return {
      conversations: new ConversationTable(db, this.database.dialect),
      due: new DueWorkTable(db, this.database.dialect),
      handoffs: new HandoffTable(db),
      presences: new PresenceTable(db),
      nodes: new NodeTable(db),
      questions: new QuestionCountTable(db),
      inbox: new InboxTable(db),
      messages: new MessageIndexTable(db, this.database.dialect),
      snapshots: new TrackerSnapshotTable(db),
      staff: new StaffTable(db),
      sessions: new SessionTable(db),
      attempts: new SignInAttemptTable(db),
      audit: new AuditTable(db),
    };
  }
}
