import { sql } from 'kysely';
import type { Inbox, InboxFilter, InboxPlace, InboxRow } from '../../conversation/inbox';
import type { Db } from '../database';
import { toRecord } from './conversation-table';

/** The list of conversations, read from their rows alone. */
export class InboxTable implements Inbox {
  constructor(private readonly db: Db) {}

  async page(filter: InboxFilter, limit: number, before?: InboxPlace): Promise<InboxRow[]> {
    const { owner, channel } = filter;
    let rows = this.db
      .selectFrom('conversation')
      .selectAll()
      .where('last_text', '<>', '')
      .orderBy('updated_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    if (owner !== undefined) rows = rows.where('owner', '=', owner);
    // Literally so that the index of people's conversations is known to have all of them.
    if (owner !== undefined && owner !== 'bot') rows = rows.where(sql<boolean>`owner <> 'bot'`);
    if (channel !== undefined) rows = rows.where('channel', '=', channel);
    if (before) {
      rows = rows.where((eb) =>
        eb(eb.refTuple('updated_at', 'id'), '<', eb.tuple(before.updatedAt, before.id)),
      );
    }
    return (await rows.execute()).map((row) => ({
      ...toRecord(row),
      updatedAt: row.updated_at,
      lastText: row.last_text,
    }));
  }
}
