import { PostgresAdapter, sql, type Kysely, type Migration } from 'kysely';

/** The words of an event's message, whoever wrote it. */
const WORDS = {
  sqlite: sql`coalesce(json_extract(body, '$.text'), json_extract(body, '$.content.text'))`,
  postgres: sql`coalesce(body::json ->> 'text', body::json -> 'content' ->> 'text')`,
};

/** Message search, the inbox's preview, and trackers beside their logs. */
export const messageSearchMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const dialect = db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
    await db.schema
      .alterTable('conversation')
      .addColumn('indexed_seq', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable('conversation')
      .addColumn('last_text', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    await sql`update conversation set last_text = coalesce((
      select substr(${WORDS[dialect]}, 1, 100) from event
      where conversation_id = conversation.id and kind in ('customerMessage', 'botMessage', 'agentMessage')
      order by seq desc limit 1), '')`.execute(db);
    await sql`create index conversation_behind on conversation (updated_at) where indexed_seq < last_seq`.execute(
      db,
    );
    // The list of all is read by conversation_updated, which is there already.
    await sql`create index conversation_channel on conversation (channel, updated_at, id)`.execute(db);
    // The bot's are nearly all: only those of people are worth an index of their own.
    await sql`create index conversation_people on conversation (owner, updated_at, id) where owner <> 'bot'`.execute(
      db,
    );
    await db.schema
      .createTable('indexed_message')
      .addColumn('place', 'bigint', (c) => c.primaryKey())
      .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversation.id'))
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addUniqueConstraint('indexed_message_event', ['conversation_id', 'seq'])
      .execute();
    if (dialect === 'sqlite') {
      // Terms only: the words lie in the log. Everything outside ASCII counts as a letter; we have cut it already.
      await sql`create virtual table message_terms using fts5(
        terms, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'")`.execute(db);
    } else {
      await sql`alter table indexed_message add column terms tsvector not null`.execute(db);
      // A long list of pending entries is read whole by each search.
      await sql`create index indexed_message_terms on indexed_message using gin (terms) with (gin_pending_list_limit = 512)`.execute(
        db,
      );
    }
    await db.schema
      .createTable('tracker_snapshot')
      .addColumn('conversation_id', 'text', (c) => c.primaryKey().references('conversation.id'))
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('tracker', 'text', (c) => c.notNull())
      .execute();
  },
};
