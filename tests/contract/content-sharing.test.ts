import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ManualClock } from '../../src/clock';
import { blobKey } from '../../src/content/blob-store';
import { ofCorpus } from '../../src/content/content-store';
import { Follower } from '../../src/content/follower';
import { OwnFiles } from '../../src/content/own-files';
import type { SharedContent } from '../../src/content/publication';
import { Publisher } from '../../src/content/publisher';
import { PublishedModels } from '../../src/content/published-models';
import { VersionFolder } from '../../src/content/version-folder';
import type { Logger } from '../../src/logger';
import { currentModelFolder, publishModel, writeModel } from '../../src/nlu/model-store';
import { DatabaseBlobStore } from '../../src/store/blobs/database-blob-store';
import { ContentTable } from '../../src/store/tables/content-table';
import { databaseKinds, type TestDatabase } from '../support/databases';

const [M1, M2, M3] = ['1', '2', '3'].map((digit) => digit.repeat(16)) as [string, string, string];

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A machine with a folder of its own. Its watcher takes in whatever is written when it is told to. */
class Machine {
  readonly warnings: string[] = [];
  readonly logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_fields, message) => this.warnings.push(message),
    error: (_fields, message) => this.warnings.push(message),
  };
  whole = true;
  /** Happens while something is taken in for the publisher. */
  meanwhile: () => void = () => undefined;
  private publisher?: Publisher;
  private takenIn: () => void = () => undefined;

  constructor(
    readonly dir: string,
    private readonly shared: SharedContent,
  ) {
    this.write('kb/a.md', 'a');
    this.addModel(M1);
  }

  get model(): string {
    return currentModelFolder(join(this.dir, 'models')).slice(-16);
  }

  write(name: string, text: string): void {
    const file = join(this.dir, 'corpus', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  addModel(id: string): void {
    const models = join(this.dir, 'models');
    writeModel(join(models, id), id, new Map([['weights', Buffer.from(`weights of ${id}`)]]));
    publishModel(models, id);
  }

  start(): void {
    const folders = { corpusDir: join(this.dir, 'corpus'), modelsDir: join(this.dir, 'models') };
    this.publisher = new Publisher({
      shared: this.shared,
      own: new OwnFiles(folders),
      watcher: {
        listen: (listener) => (this.takenIn = listener),
        isCurrent: async () => this.whole,
        reload: async () => {
          this.takeIn();
          this.meanwhile();
        },
      },
      modelsDir: folders.modelsDir,
      agreementFile: join(this.dir, 'content/agreed.json'),
      clock: new ManualClock(1000),
      logger: this.logger,
    });
    this.publisher.start();
  }

  /** What is in the folder is loaded. */
  takeIn(): void {
    this.takenIn();
  }

  async stop(): Promise<void> {
    await this.publisher?.close();
  }
}

describe.each(databaseKinds())('nodes that share content in $name', ({ create }) => {
  let test: TestDatabase;
  let dir: string;
  let shared: SharedContent;
  const machines: Machine[] = [];
  const followers: Follower[] = [];

  beforeEach(async () => {
    test = await create();
    dir = mkdtempSync(join(tmpdir(), 'tongda-sharing-'));
    shared = { store: new ContentTable(test.database), blobs: new DatabaseBlobStore(test.database) };
  });
  afterEach(async () => {
    for (const machine of machines.splice(0)) await machine.stop();
    for (const follower of followers.splice(0)) await follower.close();
    await test.destroy();
    rmSync(dir, { recursive: true, force: true });
  });

  const machine = (name: string): Machine => {
    const made = new Machine(join(dir, name), shared);
    machines.push(made);
    return made;
  };
  const newest = (): Promise<number> => shared.store.newest();
  const reached = (version: number): Promise<void> =>
    until(`version ${version}`, async () => (await newest()) === version);
  /** Long enough for every node to have looked a few times. */
  const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));
  const textOf = async (name: string): Promise<string | undefined> => {
    const files = await shared.store.files(await newest());
    const found = files.find(({ path }) => path === `corpus/${name}`);
    return found && (await shared.blobs.get(found.sha256)).toString();
  };

  it('publish into an empty database, and then only what changes', async () => {
    const a = machine('a');
    a.write('intents/only-training.yml', 'not for servers');
    a.write('kb/.a.md.swp', 'of an editor');
    a.start();
    await reached(1);
    expect((await shared.store.files(1)).map(({ path }) => path)).toEqual([
      'corpus/kb/a.md',
      `models/${M1}/manifest.json`,
      `models/${M1}/weights`,
    ]);
    a.takeIn();
    await quiet();
    expect(await newest()).toBe(1);
    a.write('kb/a.md', 'b');
    a.takeIn();
    await reached(2);
    expect(await textOf('kb/a.md')).toBe('b');
  });

  it('publish nothing while anything is broken', async () => {
    const a = machine('a');
    a.start();
    await reached(1);
    a.whole = false;
    a.write('kb/a.md', 'broken');
    a.takeIn();
    await quiet();
    expect(await newest()).toBe(1);
    a.write('kb/a.md', 'whole');
    a.whole = true;
    a.takeIn();
    await reached(2);
    expect(await textOf('kb/a.md')).toBe('whole');
  });

  it('with different folders do not fight: the last change counts, and a difference is told', async () => {
    const [a, b] = [machine('a'), machine('b')];
    b.write('kb/a.md', 'of b');
    b.write('kb/b.md', 'only b has it');
    a.start();
    await reached(1);
    b.start();
    await until('the warning', () =>
      b.warnings.some((text) => text.includes('differ from what is published')),
    );
    await quiet();
    expect([await newest(), await textOf('kb/a.md')]).toEqual([1, 'a']);
    a.write('kb/a.md', 'a again');
    a.takeIn();
    await reached(2);
    await quiet();
    expect(await newest()).toBe(2);
    b.write('kb/b.md', 'changed by b');
    b.takeIn();
    await reached(3);
    expect([await textOf('kb/a.md'), await textOf('kb/b.md')]).toEqual(['of b', 'changed by b']);
    await quiet();
    expect(await newest()).toBe(3);
  });

  it('with the same folder publish a change once', async () => {
    const [a, b] = [machine('a'), machine('b')];
    a.start();
    await reached(1);
    b.start();
    await quiet();
    for (const one of [a, b]) one.write('kb/a.md', 'the same');
    for (const one of [a, b]) one.takeIn();
    await reached(2);
    await quiet();
    expect(await newest()).toBe(2);
    expect(b.warnings).toEqual([]);
  });

  it('publish after a restart what changed meanwhile, unless others have published', async () => {
    const a = machine('a');
    a.start();
    await reached(1);
    await a.stop();
    a.write('kb/a.md', 'while it was off');
    a.start();
    await reached(2);
    expect(await textOf('kb/a.md')).toBe('while it was off');
    await a.stop();
    const b = machine('b');
    b.start();
    await quiet();
    b.write('kb/a.md', 'of b');
    b.takeIn();
    await reached(3);
    a.write('kb/a.md', 'of a, too late');
    a.start();
    await until('the warning', () => a.warnings.length > 0);
    await quiet();
    expect([await newest(), await textOf('kb/a.md')]).toEqual([3, 'of b']);
  });

  it('take over the model that another has chosen, even one that they do not have, and keep their own articles', async () => {
    const [a, b] = [machine('a'), machine('b')];
    a.start();
    await reached(1);
    b.write('kb/a.md', 'of b');
    b.start();
    await until('the warning', () => b.warnings.length > 0);
    a.addModel(M2);
    a.takeIn();
    await reached(2);
    await until('the model', () => b.model === M2);
    await quiet();
    expect([await newest(), await textOf('kb/a.md')]).toEqual([2, 'a']);
    expect(readFileSync(join(b.dir, 'models', M2, 'weights'), 'utf8')).toBe(`weights of ${M2}`);
    expect(readFileSync(join(b.dir, 'models', M2, 'manifest.json'))).toEqual(
      readFileSync(join(a.dir, 'models', M2, 'manifest.json')),
    );
    // A change of its own does not bring the former model back.
    b.write('kb/a.md', 'of b, changed');
    b.takeIn();
    await reached(3);
    expect((await shared.store.versions())[0]).toMatchObject({ version: 3, modelId: M2 });
  });

  it('do not lose a choice that is made while another is taken over', async () => {
    const [a, b] = [machine('a'), machine('b')];
    for (const one of [a, b]) one.start();
    await reached(1);
    await quiet();
    b.meanwhile = () => {
      b.meanwhile = () => undefined;
      b.addModel(M3);
      // Chosen, and not yet in use.
      b.whole = false;
    };
    a.addModel(M2);
    a.takeIn();
    await until('the next choice', () => b.model === M3);
    await quiet();
    expect(await newest()).toBe(2);
    b.whole = true;
    b.takeIn();
    await reached(3);
    await until('the next choice everywhere', () => a.model === M3);
  });

  it('take over after a restart the model that was chosen meanwhile', async () => {
    const [a, b] = [machine('a'), machine('b')];
    for (const one of [a, b]) one.start();
    await reached(1);
    await quiet();
    await b.stop();
    a.addModel(M2);
    a.takeIn();
    await reached(2);
    b.start();
    await until('the model', () => b.model === M2);
  });

  const follow = async (name: string, isWhole = () => true) => {
    const folder = new VersionFolder(join(dir, name), shared.blobs);
    const logger = new Machine(join(dir, `${name}-log`), shared);
    const follower = new Follower(shared.store, folder, logger.logger, 0);
    followers.push(follower);
    await follower.prepare();
    const read = (path: string): string => readFileSync(join(folder.corpusDir, path), 'utf8');
    const model = (): string => currentModelFolder(folder.modelsDir).slice(-16);
    follower.start({
      reload: async () => undefined,
      get isWhole() {
        return isWhole();
      },
    });
    return { folder, follower, read, model, warnings: logger.warnings };
  };

  it('need something to follow', async () => {
    await expect(follow('f')).rejects.toMatchObject({ code: 'content_missing' });
  });

  it('follow every version and keep nothing of the ones before', async () => {
    const a = machine('a');
    a.start();
    await reached(1);
    const f = await follow('f');
    expect([f.read('kb/a.md'), f.model()]).toEqual(['a', M1]);
    a.write('kb/deep/b.md', 'b');
    rmSync(join(a.dir, 'corpus/kb/a.md'));
    a.addModel(M2);
    a.takeIn();
    await until('the model', () => f.model() === M2);
    expect(f.read('kb/deep/b.md')).toBe('b');
    expect(() => f.read('kb/a.md')).toThrow('ENOENT');
    await f.follower.sync();
    const files = await shared.store.files(await newest());
    expect(readdirSync(join(dir, 'f/blobs')).toSorted()).toEqual(
      files.map(({ sha256 }) => sha256).toSorted(),
    );
    expect(readdirSync(join(dir, 'f')).toSorted()).toEqual(['blobs', 'current', 'versions']);
    expect(readdirSync(join(dir, 'f/versions'))).toHaveLength(1);
    expect(readdirSync(join(f.folder.modelsDir)).toSorted()).toEqual([M2, 'current'].toSorted());
  });

  it('stay on the version before where the new one does not load here, and take the next one', async () => {
    const a = machine('a');
    a.start();
    await reached(1);
    const f = await follow('f', () => f.read('kb/a.md') !== 'foreign');
    a.write('kb/a.md', 'foreign');
    a.takeIn();
    await until('the complaint', () => f.warnings.some((text) => text.includes('does not load here')));
    expect(f.read('kb/a.md')).toBe('a');
    await quiet();
    expect(f.warnings).toHaveLength(1);
    a.write('kb/a.md', 'good');
    a.takeIn();
    await until('the next version', () => f.read('kb/a.md') === 'good');
  });

  it('write nothing outside their folder, whatever a path says', async () => {
    const text = Buffer.from('evil');
    await shared.store.announce([blobKey(text)], 0);
    await shared.blobs.put(text);
    for (const path of [
      'corpus/../../evil',
      '/tmp/evil',
      'models/x/evil',
      'corpus//evil',
      'corpus/a\\b',
      'current',
    ]) {
      const files = [{ path, sha256: blobKey(text), bytes: 4 }];
      await shared.store.publish(await newest(), { files, modelId: M1, publisher: 'evil' }, 0);
      await expect(follow('f')).rejects.toMatchObject({ code: 'bad_request' });
    }
  });

  it('choose among the published models for all nodes', async () => {
    const a = machine('a');
    a.start();
    await reached(1);
    a.addModel(M2);
    a.takeIn();
    await reached(2);
    a.write('kb/a.md', 'newest');
    a.takeIn();
    await reached(3);
    const f = await follow('f');
    const models = new PublishedModels(shared, f.folder, f.follower, f.model, new ManualClock(0));
    expect((await models.list()).map(({ id }) => id)).toEqual([M2, M1]);
    await expect(models.activate(M3)).rejects.toMatchObject({ code: 'model_unpublished' });
    expect(await models.activate()).toBe(M2);
    expect(await newest()).toBe(3);
    expect(await Promise.all([models.activate(M1), models.activate(M2), models.activate(M1)])).toEqual([
      M1,
      M2,
      M1,
    ]);
    expect([f.model(), f.read('kb/a.md')]).toEqual([M1, 'newest']);
    await until('the model', () => a.model === M1);
    const [last] = await shared.store.versions();
    expect(last?.modelId).toBe(M1);
    expect(ofCorpus(await shared.store.files(last?.version ?? 0))).toHaveLength(1);
  });

  it('take a model back that does not load', async () => {
    const a = machine('a');
    a.start();
    await reached(1);
    a.addModel(M2);
    a.takeIn();
    await reached(2);
    const f = await follow('f');
    const models = new PublishedModels(shared, f.folder, f.follower, () => M2, new ManualClock(0));
    await expect(models.activate(M1)).rejects.toMatchObject({ code: 'model_broken' });
    expect((await shared.store.versions())[0]?.modelId).toBe(M2);
  });
});
