import { blobKey } from '../../src/content/blob-store';
import type { ContentStore, PublishedFile } from '../../src/content/content-store';
import { sweepBlobs } from '../../src/content/sweep';
import { DatabaseBlobStore } from '../../src/store/blobs/database-blob-store';
import { ContentTable } from '../../src/store/tables/content-table';
import { databaseKinds, type TestDatabase } from '../support/databases';

const MODEL = 'aaaaaaaaaaaaaaaa';
const HOUR = 3_600_000;

const file = (path: string, text: string): PublishedFile => ({
  path,
  sha256: blobKey(Buffer.from(text)),
  bytes: Buffer.byteLength(text),
});

describe.each(databaseKinds())('versions of content in $name', ({ create }) => {
  let test: TestDatabase;
  let store: ContentStore;
  let blobs: DatabaseBlobStore;

  beforeEach(async () => {
    test = await create();
    store = new ContentTable(test.database);
    blobs = new DatabaseBlobStore(test.database);
  });
  afterEach(() => test.destroy());

  /** Publishes texts by path, as a publisher does. */
  const publish = async (texts: Record<string, string>, { model = MODEL, now = 0 } = {}) => {
    const files = Object.entries(texts).map(([path, text]) => file(path, text));
    expect(
      await store.announce(
        files.map(({ sha256 }) => sha256),
        now,
      ),
    ).toEqual([]);
    for (const text of Object.values(texts)) await blobs.put(Buffer.from(text));
    return store.publish(await store.newest(), { files, modelId: model, publisher: 'test' }, now);
  };
  const texts = (texts: Record<string, string>): PublishedFile[] =>
    Object.entries(texts).map(([path, text]) => file(path, text));

  it('begins with none', async () => {
    expect([await store.newest(), await store.versions(), await store.files(1)]).toEqual([0, [], []]);
  });

  it('has in every version what was published as that version', async () => {
    const states: Record<string, string>[] = [
      { 'corpus/a': '1', 'corpus/b': '1' },
      { 'corpus/a': '2', 'corpus/b': '1' },
      { 'corpus/a': '2' },
      { 'corpus/a': '1', 'corpus/c': '3' },
      { 'corpus/a': '1', 'corpus/b': '1', 'corpus/c': '3' },
    ];
    for (const [index, state] of states.entries()) expect(await publish(state)).toBe(index + 1);
    for (const [index, state] of states.entries()) expect(await store.files(index + 1)).toEqual(texts(state));
    expect(await store.versions()).toMatchObject(
      [5, 4, 3, 2, 1].map((version) => ({ version, publisher: 'test' })),
    );
  });

  it('takes hundreds of files at once', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 950 }, (_, index) => [
        `corpus/kb/${String(index).padStart(4, '0')}.md`,
        `${index % 3}`,
      ]),
    );
    await publish(many);
    expect(await store.files(1)).toEqual(texts(many));
    await publish({});
    expect(await store.files(2)).toEqual([]);
  });

  it('lets only one follow a version', async () => {
    await publish({ 'corpus/a': '1' });
    const content = { files: texts({ 'corpus/a': '1' }), modelId: MODEL, publisher: 'x' };
    const versions = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.publish(1, { ...content, publisher: `${index}` }, 0)),
    );
    expect(versions.filter((version) => version !== undefined)).toEqual([2]);
    expect(await store.newest()).toBe(2);
    expect(await store.publish(1, content, 0)).toBeUndefined();
    expect(await store.publish(7, content, 0)).toBeUndefined();
  });

  it('refuses files whose blobs were not announced, and then nothing is published', async () => {
    await publish({ 'corpus/a': '1' });
    const files = texts({ 'corpus/a': '1', 'corpus/b': 'not announced' });
    await expect(store.publish(1, { files, modelId: MODEL, publisher: 'x' }, 0)).rejects.toMatchObject({
      code: 'blob_missing',
    });
    expect([await store.newest(), await store.files(1)]).toEqual([1, texts({ 'corpus/a': '1' })]);
  });

  it('keeps the last ten versions, and of the last three models the last version', async () => {
    const models = ['1', '2', '3', '4'].map((digit) => digit.repeat(16));
    for (const model of models) await publish({ [`models/${model}/x`]: model }, { model });
    for (let edit = 0; edit < 20; edit += 1) await publish({ 'corpus/a': `${edit}` }, { model: models[3] });
    const kept = (await store.versions()).map(({ version }) => version);
    expect(kept).toEqual([24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 3, 2]);
    expect(await store.files(3)).toEqual(texts({ [`models/${models[2]}/x`]: models[2]! }));
    expect(await store.files(15)).toEqual(texts({ 'corpus/a': '10' }));
    expect(await store.files(10)).toEqual([]);
  });

  it('sweeps the blobs that no version has, after an hour, and no other blob', async () => {
    const foreign = await blobs.put(Buffer.from('not of content'));
    for (let edit = 0; edit < 15; edit += 1) await publish({ 'corpus/a': `edit ${edit}` });
    const orphan = blobKey(Buffer.from('its publisher died'));
    await store.announce([orphan], 0);
    await blobs.put(Buffer.from('its publisher died'));
    const there = async (): Promise<boolean[]> =>
      Promise.all(
        [foreign, orphan, ...[0, 4, 5, 14].map((edit) => blobKey(Buffer.from(`edit ${edit}`)))].map((key) =>
          blobs.has(key),
        ),
      );
    await sweepBlobs({ store, blobs }, HOUR);
    expect(await there()).toEqual([true, true, true, true, true, true]);
    await sweepBlobs({ store, blobs }, HOUR + 1);
    expect(await there()).toEqual([true, false, false, false, true, true]);
  });

  it('never sweeps what is being published', async () => {
    const key = blobKey(Buffer.from('again'));
    await publish({ 'corpus/a': 'again' });
    for (let edit = 0; edit < 11; edit += 1) await publish({ 'corpus/a': `${edit}` });
    // A sweep holds it: who wants to put it is told to wait.
    expect(await store.doom(HOUR, HOUR)).toContain(key);
    expect(await store.announce([key], HOUR)).toEqual([key]);
    const content = { files: texts({ 'corpus/a': 'again' }), modelId: MODEL, publisher: 'x' };
    await expect(store.publish(12, content, HOUR)).rejects.toMatchObject({ code: 'blob_missing' });
    await blobs.delete(key);
    await store.forget(key);
    expect(await store.announce([key], HOUR)).toEqual([]);
    expect(await store.doom(HOUR, HOUR)).not.toContain(key);
    await blobs.put(Buffer.from('again'));
    expect(await store.publish(12, content, HOUR)).toBe(13);
    expect(await store.doom(10 * HOUR, 10 * HOUR)).not.toContain(key);
  });

  it('takes a blob over from a sweep that died', async () => {
    const key = blobKey(Buffer.from('doomed'));
    await store.announce([key], 0);
    expect(await store.doom(HOUR, HOUR)).toEqual([key]);
    expect(await store.doom(HOUR, HOUR + 1000)).toEqual([]);
    expect(await store.announce([key], HOUR + 1000)).toEqual([key]);
    expect(await store.announce([key], HOUR + 600_001)).toEqual([]);
    await store.forget(key);
    const content = { files: texts({ 'corpus/a': 'doomed' }), modelId: MODEL, publisher: 'x' };
    expect(await store.publish(0, content, HOUR)).toBe(1);
  });
});
