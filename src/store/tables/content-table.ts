import type { ContentStore, ContentVersion, NewContent, PublishedFile } from '../../content/content-store';
import { TongdaError } from '../../errors';
import type { Database, Db } from '../database';

const KEPT_VERSIONS = 10;
const KEPT_MODELS = 3;
/** Within the number of parameters that both databases take. */
const ROWS_AT_ONCE = 200;
/** A deletion that has taken longer belongs to a process that died. */
const DOOM_ENDS_MS = 600_000;

/** The versions of content, in our own database. */
export class ContentTable implements ContentStore {
  constructor(private readonly database: Database) {}

  newest(): Promise<number> {
    return this.database.read(newestOf);
  }

  versions(): Promise<ContentVersion[]> {
    return this.database.read(versionsOf);
  }

  async files(version: number): Promise<PublishedFile[]> {
    return this.database.read((db) =>
      db
        .selectFrom('content_file')
        .select(['path', 'sha256', 'bytes'])
        .where('since', '<=', version)
        .where((is) => is.or([is('until', 'is', null), is('until', '>', version)]))
        .orderBy('path')
        .execute(),
    );
  }

  async announce(keys: readonly string[], now: number): Promise<string[]> {
    const taken = new Set<string>();
    for (const some of portions([...new Set(keys)])) {
      const rows = await this.database.write((db) =>
        db
          .insertInto('content_blob')
          .values(some.map((sha256) => ({ sha256, stored_at: now, doomed_at: null })))
          .onConflict((conflict) =>
            conflict
              .column('sha256')
              .doUpdateSet({ stored_at: now, doomed_at: null })
              .where((is) =>
                is.or([
                  is('content_blob.doomed_at', 'is', null),
                  is('content_blob.doomed_at', '<', now - DOOM_ENDS_MS),
                ]),
              ),
          )
          .returning('sha256')
          .execute(),
      );
      for (const { sha256 } of rows) taken.add(sha256);
    }
    return keys.filter((key) => !taken.has(key));
  }

  async publish(base: number, content: NewContent, now: number): Promise<number | undefined> {
    const version = base + 1;
    return this.database.write(async (db) => {
      if ((await newestOf(db)) !== base) return undefined;
      // Who makes the same version now waits here for the other, and then inserts nothing.
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('content_version')
        .values({
          version,
          published_at: now,
          publisher: content.publisher,
          model_id: content.modelId,
        })
        .onConflict((conflict) => conflict.column('version').doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 1n) return undefined;
      await replaceFiles(db, version, content.files, now);
      await forgetOldVersions(db);
      return version;
    });
  }

  async doom(before: number, now: number): Promise<string[]> {
    const rows = await this.database.write((db) =>
      db
        .updateTable('content_blob')
        .set({ doomed_at: now })
        .where('stored_at', '<', before)
        .where((is) => is.or([is('doomed_at', 'is', null), is('doomed_at', '<', now - DOOM_ENDS_MS)]))
        .where((is) =>
          is.not(
            is.exists(
              is
                .selectFrom('content_file')
                .select('path')
                .whereRef('content_file.sha256', '=', 'content_blob.sha256'),
            ),
          ),
        )
        .returning('sha256')
        .execute(),
    );
    return rows.map(({ sha256 }) => sha256);
  }

  async forget(key: string): Promise<void> {
    await this.database.write((db) =>
      db.deleteFrom('content_blob').where('sha256', '=', key).where('doomed_at', 'is not', null).execute(),
    );
  }
}

async function newestOf(db: Db): Promise<number> {
  const row = await db
    .selectFrom('content_version')
    .select((is) => is.fn.max('version').as('newest'))
    .executeTakeFirst();
  return row?.newest ?? 0;
}

async function versionsOf(db: Db): Promise<ContentVersion[]> {
  const rows = await db.selectFrom('content_version').selectAll().orderBy('version', 'desc').execute();
  return rows.map((row) => ({
    version: row.version,
    publishedAt: row.published_at,
    publisher: row.publisher,
    modelId: row.model_id,
  }));
}

/** Only what differs from the version before is written. */
async function replaceFiles(
  db: Db,
  version: number,
  files: readonly PublishedFile[],
  now: number,
): Promise<void> {
  const former = await db
    .selectFrom('content_file')
    .select(['path', 'sha256'])
    .where('until', 'is', null)
    .execute();
  const before = new Map(former.map(({ path, sha256 }) => [path, sha256]));
  const after = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const gone = former.filter(({ path, sha256 }) => after.get(path) !== sha256);
  const come = files.filter(({ path, sha256 }) => before.get(path) !== sha256);
  for (const some of portions(gone.map(({ path }) => path))) {
    await db
      .updateTable('content_file')
      .set({ until: version })
      .where('until', 'is', null)
      .where('path', 'in', some)
      .execute();
  }
  for (const some of portions([...new Set(come.map(({ sha256 }) => sha256))])) {
    // Touched, so that a sweep that begins now leaves them.
    const { numUpdatedRows } = await db
      .updateTable('content_blob')
      .set({ stored_at: now })
      .where('sha256', 'in', some)
      .where('doomed_at', 'is', null)
      .executeTakeFirst();
    if (Number(numUpdatedRows) !== some.length) throw new TongdaError('blob_missing', 'not announced');
  }
  for (const some of portions(come)) {
    await db
      .insertInto('content_file')
      .values(some.map(({ path, sha256, bytes }) => ({ path, sha256, bytes, since: version, until: null })))
      .execute();
  }
}

async function forgetOldVersions(db: Db): Promise<void> {
  const versions = await versionsOf(db);
  const lastOfModels = [...new Set(versions.map(({ modelId }) => modelId))]
    .slice(0, KEPT_MODELS)
    .map((id) => versions.find(({ modelId }) => modelId === id));
  const old = versions.slice(KEPT_VERSIONS).filter((version) => !lastOfModels.includes(version));
  if (old.length === 0) return;
  await db
    .deleteFrom('content_version')
    .where(
      'version',
      'in',
      old.map(({ version }) => version),
    )
    .execute();
  await db
    .deleteFrom('content_file')
    .where('until', 'is not', null)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('content_version')
            .select('version')
            .whereRef('content_version.version', '>=', 'content_file.since')
            .whereRef('content_version.version', '<', 'content_file.until'),
        ),
      ),
    )
    .execute();
}

function portions<T>(all: readonly T[]): T[][] {
  const portion = (_: unknown, index: number): T[] =>
    all.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE);
  return Array.from({ length: Math.ceil(all.length / ROWS_AT_ONCE) }, portion);
}
