import { randomUUID } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../logger';
import type { Database } from './database';
import { HOME_KEY, LOG_EPOCH, newLogEpoch, readMeta, writeMeta } from './store-state';

/** A file beside the database; what the file system knows of it is the folder's stamp. */
const STAMP_FILE = 'home.stamp';

/**
 * Gives a log that has been copied back by hand a new epoch, so that no page shows what the log no longer has. Each
 * start writes a file anew and keeps its inode and the time of its last change in the database: no copy has the same
 * two, since no program can set that time. A folder that moves to another disk, and one whose files change their
 * owner, look like a copy: then every page loads once more, and nothing else happens. A disk that is set back as a
 * whole is not noticed.
 */
export async function renewEpochOfCopy(database: Database, dataDir: string, logger: Logger): Promise<void> {
  if (database.dialect !== 'sqlite') return;
  const file = join(dataDir, STAMP_FILE);
  const known = await database.read((db) => readMeta(db, HOME_KEY));
  const isCopy = known !== undefined && known !== stampOf(file);
  writeFileSync(file, randomUUID(), { mode: 0o600, flush: true });
  const stamp = stampOf(file) ?? '';
  await database.write(async (db) => {
    await writeMeta(db, HOME_KEY, stamp);
    if (isCopy) await writeMeta(db, LOG_EPOCH, newLogEpoch());
  });
  if (isCopy)
    logger.warn({}, 'the data folder is a copy: its log has a new epoch, and every page loads anew');
}

function stampOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.ino}:${stat.ctimeNs}`;
}
