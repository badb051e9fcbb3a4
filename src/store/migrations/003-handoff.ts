import { sql, type Kysely, type Migration } from 'kysely';

const STATES = sql`state in ('requested', 'queued', 'offered', 'assigned', 'wrapUp', 'closed', 'bot', 'abandoned', 'offlineMessage', 'callback')`;

/** Handoffs, and who is there to take them. */
export const handoffMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('handoff')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversation.id'))
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull().check(STATES))
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('summary', 'text', (c) => c.notNull())
      .addColumn('priority', 'integer', (c) => c.notNull())
      .addColumn('requested_at', 'bigint', (c) => c.notNull())
      .addColumn('queued_at', 'bigint', (c) => c.notNull())
      .addColumn('assigned_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('agent_id', 'text')
      .addColumn('fence', 'bigint', (c) => c.notNull())
      .addColumn('offer_until', 'bigint')
      .addColumn('passed_by', 'text', (c) => c.notNull())
      .addColumn('wrap_up_code', 'text')
      .addColumn('wrap_up_note', 'text')
      .addColumn('rating', 'integer')
      .addColumn('rating_comment', 'text')
      // Who holds a chat is never in doubt.
      .addCheckConstraint(
        'handoff_owner',
        sql`(state in ('offered', 'assigned', 'wrapUp')) = (agent_id is not null)`,
      )
      .execute();
    // At most one open handoff for a conversation, whatever the code does.
    await sql`create unique index handoff_open on handoff (conversation_id) where state in ('requested', 'queued', 'offered', 'assigned')`.execute(
      db,
    );
    await sql`create index handoff_queue on handoff (priority, queued_at) where state in ('queued', 'offered')`.execute(
      db,
    );
    await sql`create index handoff_agent on handoff (agent_id) where agent_id is not null`.execute(db);
    await db.schema
      .createIndex('handoff_conversation')
      .on('handoff')
      .columns(['conversation_id', 'requested_at'])
      .execute();
    await db.schema.createIndex('handoff_ended').on('handoff').column('ended_at').execute();
    await db.schema
      .createTable('presence')
      .addColumn('agent_id', 'text', (c) => c.primaryKey())
      .addColumn('agent_name', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('online', 'away', 'offline')`))
      .addColumn('capacity', 'integer', (c) => c.notNull())
      .addColumn('wanted_capacity', 'integer', (c) => c.notNull())
      .addColumn('load', 'integer', (c) => c.notNull())
      .addColumn('lease_until', 'bigint', (c) => c.notNull())
      .addColumn('last_offer_at', 'bigint', (c) => c.notNull())
      .addCheckConstraint('presence_load', sql`load >= 0 and load <= capacity`)
      .execute();
  },
};
