import { sql, type Kysely, type Migration } from 'kysely';
import { accountsMigration } from './migrations/002-accounts';
import { handoffMigration } from './migrations/003-handoff';
import { clusterMigration } from './migrations/004-cluster';
import { messageSearchMigration } from './migrations/005-message-search';
import { blobMigration } from './migrations/006-blob';

/**
 * Every change of the schema, oldest first. A released migration is never edited. `bigint` is INTEGER in SQLite
 * and 64 bits in PostgreSQL, which times in milliseconds need.
 */
export const MIGRATIONS: Record<string, Migration> = {
  '001-conversation': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('meta')
        .addColumn('key', 'text', (c) => c.primaryKey())
        .addColumn('value', 'text', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('conversation')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('visitor_id', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('updated_at', 'bigint', (c) => c.notNull())
        .addColumn('last_seq', 'bigint', (c) => c.notNull())
        .addColumn('owner', 'text', (c) => c.notNull().check(sql`owner in ('bot', 'queue', 'agent')`))
        .addUniqueConstraint('conversation_visitor', ['channel', 'visitor_id'])
        .execute();
      await db.schema
        .createTable('event')
        .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversation.id'))
        .addColumn('seq', 'bigint', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('sender', 'text', (c) => c.notNull())
        .addColumn('client_id', 'text')
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('event_pk', ['conversation_id', 'seq'])
        .addUniqueConstraint('event_client', ['conversation_id', 'sender', 'client_id'])
        .execute();
      await db.schema
        .createTable('due_work')
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('ref', 'text', (c) => c.notNull())
        .addColumn('due_at', 'bigint', (c) => c.notNull())
        .addColumn('fence', 'bigint', (c) => c.notNull())
        .addColumn('held_until', 'bigint', (c) => c.notNull())
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addColumn('payload', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('due_work_pk', ['kind', 'ref'])
        .execute();
      await db.schema.createIndex('due_work_due').on('due_work').column('due_at').execute();
      await db.schema
        .createTable('question_count')
        .addColumn('day', 'text', (c) => c.notNull())
        .addColumn('article_id', 'text', (c) => c.notNull())
        .addColumn('asked', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('question_count_pk', ['day', 'article_id'])
        .execute();
    },
  },
  '002-accounts': accountsMigration,
  '003-handoff': handoffMigration,
  '004-cluster': clusterMigration,
  '005-message-search': messageSearchMigration,
  '006-blob': blobMigration,
};
