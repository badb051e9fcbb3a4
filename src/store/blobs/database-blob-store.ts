import { blobKey, type BlobStore } from '../../content/blob-store';
import { TongdaError } from '../../errors';
import type { Database } from '../database';

/** No row is larger, so that no query needs much memory and no other writer waits long. */
const CHUNK_BYTES = 256 * 1024;

/** Blobs in chunks in our own database, SQLite or PostgreSQL. */
export class DatabaseBlobStore implements BlobStore {
  constructor(private readonly database: Database) {}

  async put(bytes: Uint8Array): Promise<string> {
    const key = blobKey(bytes);
    if (await this.has(key)) return key;
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parts = Math.max(1, Math.ceil(whole.length / CHUNK_BYTES));
    for (let part = 0; part < parts; part += 1) {
      const data = whole.subarray(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES);
      await this.write(async (db) => {
        await db
          .insertInto('blob_chunk')
          .values({ sha256: key, part, data })
          // Left by one who died, or made by one who puts the same now.
          .onConflict((conflict) => conflict.columns(['sha256', 'part']).doUpdateSet({ data }))
          .execute();
        if (part < parts - 1) return;
        await db
          .insertInto('blob')
          .values({ sha256: key, bytes: whole.length })
          .onConflict((conflict) => conflict.column('sha256').doNothing())
          .execute();
      });
    }
    return key;
  }

  async get(key: string): Promise<Buffer> {
    const row = await this.read((db) =>
      db.selectFrom('blob').select('bytes').where('sha256', '=', key).executeTakeFirst(),
    );
    if (!row) throw new TongdaError('blob_missing', key);
    const whole = Buffer.alloc(row.bytes);
    for (let part = 0; part * CHUNK_BYTES < row.bytes; part += 1) {
      const chunk = await this.read((db) =>
        db
          .selectFrom('blob_chunk')
          .select('data')
          .where('sha256', '=', key)
          .where('part', '=', part)
          .executeTakeFirst(),
      );
      chunk?.data.copy(whole, part * CHUNK_BYTES);
    }
    if (blobKey(whole) !== key) throw new TongdaError('blob_store_failed', `${key} is damaged`);
    return whole;
  }

  async has(key: string): Promise<boolean> {
    const row = await this.read((db) =>
      db.selectFrom('blob').select('sha256').where('sha256', '=', key).executeTakeFirst(),
    );
    return row !== undefined;
  }

  async delete(key: string): Promise<void> {
    await this.write(async (db) => {
      await db.deleteFrom('blob').where('sha256', '=', key).execute();
      await db.deleteFrom('blob_chunk').where('sha256', '=', key).execute();
    });
  }

  private read: Database['read'] = (work) => this.database.read(work).catch(failed);

  private write: Database['write'] = (work) => this.database.write(work).catch(failed);
}

function failed(error: unknown): never {
  throw new TongdaError('blob_store_failed', (error as Error).message, { cause: error });
}
