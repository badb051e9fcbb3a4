import { sql, type Kysely, type Migration } from 'kysely';

/** Blobs, and the versions of content that nodes publish to each other. */
export const blobMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('blob')
      .addColumn('sha256', 'text', (c) => c.primaryKey())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('blob_chunk')
      .addColumn('sha256', 'text', (c) => c.notNull())
      .addColumn('part', 'integer', (c) => c.notNull())
      // SQLite keeps bytes as they are whatever a column's type is called.
      .addColumn('data', 'bytea', (c) => c.notNull())
      .addPrimaryKeyConstraint('blob_chunk_pk', ['sha256', 'part'])
      .execute();
    await db.schema
      .createTable('content_version')
      .addColumn('version', 'bigint', (c) => c.primaryKey())
      .addColumn('published_at', 'bigint', (c) => c.notNull())
      .addColumn('publisher', 'text', (c) => c.notNull())
      .addColumn('model_id', 'text', (c) => c.notNull())
      .execute();
    // A file is part of the versions from `since` on, up to but not with `until`.
    await db.schema
      .createTable('content_file')
      .addColumn('path', 'text', (c) => c.notNull())
      .addColumn('since', 'bigint', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.check(sql`until > since`))
      .addColumn('sha256', 'text', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('content_file_pk', ['path', 'since'])
      .execute();
    // Of any two rows of a path one ends before the other begins, so a path has one open row.
    await sql`create unique index content_file_open on content_file (path) where until is null`.execute(db);
    await db.schema.createIndex('content_file_blob').on('content_file').column('sha256').execute();
    await db.schema
      .createTable('content_blob')
      .addColumn('sha256', 'text', (c) => c.primaryKey())
      .addColumn('stored_at', 'bigint', (c) => c.notNull())
      .addColumn('doomed_at', 'bigint')
      .execute();
  },
};
