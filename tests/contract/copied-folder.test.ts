import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SILENT_LOGGER } from '../../src/logger';
import { makeBackup } from '../../src/store/backup/backup-maker';
import { restoreBackup } from '../../src/store/backup/backup-restorer';
import { renewEpochOfCopy } from '../../src/store/copied-folder';
import { migrate } from '../../src/store/migrate';
import { SqlStore } from '../../src/store/sql-store';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';

describe('a data folder that is copied by hand', () => {
  let dir: string;
  let data: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tongda-copied-'));
    data = join(dir, 'data');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** A start and a stop of a server, as far as the log's epoch goes. */
  const start = async (folder = data): Promise<string> => {
    const database = new SqliteDatabase(join(folder, 'tongda.db'));
    try {
      await migrate(database);
      await renewEpochOfCopy(database, folder, SILENT_LOGGER);
      return await new SqlStore(database).logEpoch();
    } finally {
      await database.close();
    }
  };

  it('keeps its epoch over starts, and where it is renamed', async () => {
    const epoch = await start();
    expect(await start()).toBe(epoch);
    renameSync(data, join(dir, 'elsewhere'));
    expect(await start(join(dir, 'elsewhere'))).toBe(epoch);
  });

  it.each([
    ['whole, into its place', (from: string, to: string) => cpSync(from, to, { recursive: true })],
    [
      'whole, with its times',
      (from: string, to: string) => cpSync(from, to, { recursive: true, preserveTimestamps: true }),
    ],
    [
      'the database alone',
      (from: string, to: string) => cpSync(join(from, 'tongda.db'), join(to, 'tongda.db')),
    ],
  ])('gets a new epoch when it comes back: %s', async (_name, copy) => {
    const epoch = await start();
    const kept = join(dir, 'kept');
    cpSync(data, kept, { recursive: true, preserveTimestamps: true });
    expect(await start()).toBe(epoch);
    copy(kept, data);
    const renewed = await start();
    expect(renewed).not.toBe(epoch);
    expect(await start()).toBe(renewed);
  });

  it('gets one when the database of a backup is put in its place, and once when it is restored', async () => {
    const epoch = await start();
    const out = join(dir, 'backups');
    const { folder } = await makeBackup({ dataDir: data }, { out, now: Date.now });
    cpSync(join(folder, 'tongda.db'), join(data, 'tongda.db'));
    expect(await start()).not.toBe(epoch);
    const places = { modelsDir: join(dir, 'models'), corpusDir: join(dir, 'corpus') };
    const restored = await restoreBackup(out, { dataDir: data, ...places }, { now: Date.now });
    expect(await start()).toBe(restored.logEpoch);
  });
});
