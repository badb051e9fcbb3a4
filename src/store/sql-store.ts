import type { EngineStore, EngineTransaction } from '../engine/engine-store';
import type { Database, Db } from './database';
import { ConversationTable } from './tables/conversation-table';
import { DueWorkTable } from './tables/due-work-table';
import { QuestionCountTable } from './tables/question-count-table';

/** Every table of ours over one database, SQLite or PostgreSQL. */
export class SqlStore implements EngineStore {
  constructor(private readonly database: Database) {}

  read<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T> {
    return this.database.read((db) => work(this.tables(db)));
  }

  write<T>(work: (tx: EngineTransaction) => Promise<T>): Promise<T> {
    return this.database.write((db) => work(this.tables(db)));
  }

  /** The epoch that cursors of this log belong to. */
  async logEpoch(): Promise<string> {
    const row = await this.database.read((db) =>
      db.selectFrom('meta').select('value').where('key', '=', 'log_epoch').executeTakeFirstOrThrow(),
    );
    return row.value;
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private tables(db: Db): EngineTransaction {
    return {
      conversations: new ConversationTable(db),
      due: new DueWorkTable(db, this.database.dialect),
      questions: new QuestionCountTable(db),
    };
  }
}
