import type { Kysely, Migration } from 'kysely';

/** What several nodes on one database need: who lives, who holds which work, and which logs have grown lately. */
export const clusterMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('node')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('lease_until', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .alterTable('due_work')
      .addColumn('held_by', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    await db.schema
      .createIndex('conversation_updated')
      .on('conversation')
      .columns(['updated_at', 'id'])
      .execute();
  },
};
