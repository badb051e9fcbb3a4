import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { blobKey, type BlobStore } from '../../src/content/blob-store';
import { DatabaseBlobStore } from '../../src/store/blobs/database-blob-store';
import { S3BlobStore, type S3Settings } from '../../src/store/blobs/s3-blob-store';
import { databaseKinds } from '../support/databases';
import { FakeS3 } from '../support/fake-s3';

interface TestBlobs {
  blobs: BlobStore;
  /** How many blobs are kept. */
  count(): Promise<number>;
  /** Another byte in the middle of what is kept under a key. */
  damage(key: string): Promise<void>;
  destroy(): Promise<void>;
}

const PATIENCE = { timeoutMs: 2000, attempts: 3, backoffMs: 1 };

const settingsOf = (s3: FakeS3): S3Settings => ({
  endpoint: s3.endpoint,
  region: s3.region,
  bucket: s3.bucket,
  accessKeyId: s3.accessKeyId,
  secretAccessKey: s3.secretAccessKey,
  prefix: 'a.prefix/',
  virtualHost: false,
});

const spoilt = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
};

const kinds = [
  ...databaseKinds().map(({ name, create }) => ({
    name,
    start: async (): Promise<TestBlobs> => {
      const test = await create();
      const { database } = test;
      return {
        blobs: new DatabaseBlobStore(database),
        count: async () =>
          (await database.read((db) => db.selectFrom('blob').select('sha256').execute())).length,
        damage: async (key) => {
          const chunks = (db: typeof database.admin) => db.selectFrom('blob_chunk').where('sha256', '=', key);
          const { data } = await database.read((db) =>
            chunks(db).select('data').where('part', '=', 0).executeTakeFirstOrThrow(),
          );
          await database.write((db) =>
            db
              .updateTable('blob_chunk')
              .set({ data: spoilt(data) })
              .where('sha256', '=', key)
              .where('part', '=', 0)
              .execute(),
          );
        },
        destroy: () => test.destroy(),
      };
    },
  })),
  {
    name: 's3',
    start: async (): Promise<TestBlobs> => {
      const s3 = await FakeS3.start();
      return {
        blobs: new S3BlobStore(settingsOf(s3), PATIENCE),
        count: async () => s3.objects.size,
        damage: async (key) => {
          const name = `a.prefix/${key}`;
          s3.objects.set(name, spoilt(s3.objects.get(name)!));
        },
        destroy: () => s3.close(),
      };
    },
  },
];

describe.each(kinds)('blobs in $name', ({ start }) => {
  let test: TestBlobs;
  let blobs: BlobStore;

  beforeEach(async () => {
    test = await start();
    ({ blobs } = test);
  });
  afterEach(() => test.destroy());

  it.each([0, 1, 255, 256 * 1024, 256 * 1024 + 1, 3_000_000])(
    'gives %i bytes back as they were',
    async (size) => {
      const bytes = randomBytes(size);
      const key = await blobs.put(bytes);
      expect(key).toBe(blobKey(bytes));
      expect((await blobs.get(key)).equals(bytes)).toBe(true);
      expect(await blobs.has(key)).toBe(true);
    },
  );

  it('keeps the same bytes once, whoever puts them and however often', async () => {
    const bytes = randomBytes(600_000);
    const keys: string[] = await Promise.all([
      blobs.put(bytes),
      blobs.put(Buffer.from(bytes)),
      blobs.put(bytes),
    ]);
    keys.push(await blobs.put(bytes));
    expect(new Set(keys).size).toBe(1);
    expect(await test.count()).toBe(1);
    expect((await blobs.get(blobKey(bytes))).equals(bytes)).toBe(true);
  });

  it('takes a part of a larger buffer for what it is', async () => {
    const bytes = randomBytes(1000).subarray(100, 200);
    expect((await blobs.get(await blobs.put(bytes))).equals(bytes)).toBe(true);
  });

  it('says that a blob is missing, before it was put and after it was deleted', async () => {
    const bytes = randomBytes(300_000);
    const key = blobKey(bytes);
    const missing = { code: 'blob_missing', detail: key };
    expect(await blobs.has(key)).toBe(false);
    await expect(blobs.get(key)).rejects.toMatchObject(missing);
    await blobs.delete(key);
    const other = await blobs.put(randomBytes(10));
    await blobs.put(bytes);
    await blobs.delete(key);
    expect(await blobs.has(key)).toBe(false);
    await expect(blobs.get(key)).rejects.toMatchObject(missing);
    expect(await blobs.has(other)).toBe(true);
    await blobs.put(bytes);
    expect((await blobs.get(key)).equals(bytes)).toBe(true);
  });

  it('never hands out bytes that are not those of the key', async () => {
    const key = await blobs.put(randomBytes(400_000));
    await test.damage(key);
    await expect(blobs.get(key)).rejects.toMatchObject({ code: 'blob_store_failed' });
  });
});

describe('blobs in a bucket that is in trouble', () => {
  let s3: FakeS3;
  let blobs: S3BlobStore;
  const bytes = randomBytes(100_000);
  const key = blobKey(bytes);

  beforeEach(async () => {
    s3 = await FakeS3.start();
    blobs = new S3BlobStore(settingsOf(s3), PATIENCE);
  });
  afterEach(() => s3.close());

  it.each([
    ['answers 503', { status: 503 }],
    ['answers 429', { status: 429 }],
    ['hangs up', { hangUp: true }],
    ['answers too late', { delayMs: 3000 }],
  ])('tries again when the store %s', async (_, trouble) => {
    s3.failNext(trouble);
    await blobs.put(bytes);
    s3.failNext(trouble);
    expect((await blobs.get(key)).equals(bytes)).toBe(true);
    expect(s3.requests.map((request) => request.split(' ')[0])).toEqual(['PUT', 'PUT', 'GET', 'GET']);
  });

  it('tries again when an answer is cut in the middle', async () => {
    await blobs.put(bytes);
    s3.failNext({ cut: true });
    expect((await blobs.get(key)).equals(bytes)).toBe(true);
    s3.trouble = () => ({ cut: true });
    await expect(blobs.get(key)).rejects.toMatchObject({ code: 'blob_store_failed' });
  });

  it('gives up after a few attempts, and says what the store said', async () => {
    s3.trouble = () => ({ status: 500 });
    const failed = { code: 'blob_store_failed', detail: expect.stringContaining('status 500 InternalError') };
    await expect(blobs.put(bytes)).rejects.toMatchObject(failed);
    await expect(blobs.get(key)).rejects.toMatchObject(failed);
    await expect(blobs.has(key)).rejects.toMatchObject({ code: 'blob_store_failed' });
    await expect(blobs.delete(key)).rejects.toMatchObject(failed);
    expect(s3.requests).toHaveLength(4 * PATIENCE.attempts);
  });

  it('does not repeat what is refused, and tells no secret', async () => {
    const wrong = new S3BlobStore({ ...settingsOf(s3), secretAccessKey: 'another-secret' }, PATIENCE);
    const error: unknown = await wrong.put(bytes).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'blob_store_failed',
      detail: expect.stringContaining('403 SignatureDoesNotMatch'),
    });
    expect(s3.requests).toHaveLength(1);
    const all = inspect(error, { depth: 10, showHidden: true });
    expect(all).not.toContain('another-secret');
    expect(all).not.toContain('Signature=');
    const nowhere = new S3BlobStore({ ...settingsOf(s3), bucket: 'other' }, PATIENCE);
    await expect(nowhere.put(bytes)).rejects.toMatchObject({
      detail: expect.stringContaining('NoSuchBucket'),
    });
  });

  it('says so when there is no store at all', async () => {
    const settings = settingsOf(s3);
    await s3.close();
    await expect(new S3BlobStore(settings, PATIENCE).get(key)).rejects.toMatchObject({
      code: 'blob_store_failed',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
    s3 = await FakeS3.start();
  });

  it('names the bucket in the host where the store wants it so', async () => {
    const settings = { ...settingsOf(s3), endpoint: `http://s3.test:${s3.port}`, virtualHost: true };
    const hosts: string[] = [];
    const inHost = new S3BlobStore(settings, PATIENCE, (url, init) => {
      hosts.push(url.host);
      return s3.fetchByName(url, init);
    });
    expect(await inHost.put(bytes)).toBe(key);
    expect((await inHost.get(key)).equals(bytes)).toBe(true);
    const host = `tongda-test.s3.test:${s3.port}`;
    expect(hosts).toEqual([host, host]);
    expect([...s3.objects.keys()]).toEqual([`a.prefix/${key}`]);
  });
});
