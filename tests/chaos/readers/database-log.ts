import { createHash } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { ConversationEvent } from '../../../src/conversation/event';

interface Row {
  conversationId: string;
  seq: number;
  at: number;
  sender: string;
  clientId: string | null;
  body: string;
}

/** A visitor's id, as the channel makes it of the page's secret. */
function visitorOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 32);
}

/** The logs as they lie in a running server's SQLite file, past all of the server's own code. */
export class DatabaseLog {
  private readonly database: BetterSqlite.Database;
  private readonly query: BetterSqlite.Statement<[string], Row>;
  private readonly topQuery: BetterSqlite.Statement<[string], { seq: number }>;

  constructor(dataDir: string) {
    this.database = new BetterSqlite(join(dataDir, 'tongda.db'), { readonly: true, fileMustExist: true });
    this.query = this.database.prepare(
      `select e.conversation_id as conversationId, e.seq, e.at, e.sender, e.client_id as clientId, e.body
       from event e join conversation c on c.id = e.conversation_id where c.visitor_id = ? order by e.seq`,
    );
    this.topQuery = this.database.prepare('select last_seq as seq from conversation where visitor_id = ?');
  }

  /** The last seq of a visitor's conversation. */
  top(token: string): number {
    return this.topQuery.get(visitorOf(token))?.seq ?? 0;
  }

  /** All events of a visitor's conversation. */
  of(token: string): ConversationEvent[] {
    return this.query.all(visitorOf(token)).map(
      ({ clientId, body, ...row }) =>
        ({
          ...row,
          ...(clientId !== null && { clientId }),
          body: JSON.parse(body) as unknown,
        }) as ConversationEvent,
    );
  }

  close(): void {
    this.database.close();
  }
}
