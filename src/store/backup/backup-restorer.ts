import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TongdaError } from '../../errors';
import { DataLock } from '../data-lock';
import { findBackup } from './backup-folder';
import { isEmptyFolder, replaceFolder } from './content-files';
import { DATABASE_FILE, verifyBackup } from './manifest';
import { restoreToPostgres } from './postgres-restore';
import { restoreToSqlite } from './sqlite-restore';

/** Where a backup goes. */
export interface RestoreTarget {
  dataDir: string;
  databaseUrl?: string;
  modelsDir: string;
  corpusDir: string;
}

export interface RestoreOptions {
  /** Takes the place of a database that holds conversations, which is set aside. */
  force?: boolean;
  /** Takes the place of a corpus that is there, which is set aside; a missing one is always restored. */
  corpus?: boolean;
  now: () => number;
  onProgress?: (progress: { stage: 'verify' | 'database'; done: number; total: number }) => void;
}

export interface Restored {
  backup: string;
  takenAt: string;
  /** The new one: cursors of the lost log are void. */
  logEpoch: string;
  rows: Record<string, number>;
  /** What was there before: files, folders, or a schema of the PostgreSQL database. */
  setAside: string[];
  /** The model of the backup, if it had one; the caller publishes it where none is. */
  modelId?: string;
  corpusRestored: boolean;
}

/**
 * Makes a backup the installation's database again; the server must not run. Staff sessions are not restored.
 * Errors: `backup_invalid`, `data_in_use`, `target_not_empty`, `schema_differs`.
 */
export async function restoreBackup(
  folder: string,
  target: RestoreTarget,
  options: RestoreOptions,
): Promise<Restored> {
  const backup = resolve(findBackup(folder));
  const { onProgress = () => undefined } = options;
  const lock = DataLock.acquire(target.dataDir);
  try {
    const manifest = await verifyBackup(backup, (done, total) =>
      onProgress({ stage: 'verify', done, total }),
    );
    const now = options.now();
    const suffix = `before-${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}`;
    const parts = {
      file: join(backup, DATABASE_FILE),
      scratchDir: target.dataDir,
      force: options.force ?? false,
      suffix,
      now,
      onCopied: (done: number, total: number) => onProgress({ stage: 'database', done, total }),
    };
    const { setAside, logEpoch, rows } =
      target.databaseUrl === undefined
        ? await restoreToSqlite(join(target.dataDir, 'tongda.db'), parts)
        : await restoreToPostgres(target.databaseUrl, parts);
    if (rows.event !== manifest.rows.event) {
      throw new TongdaError('checksum_differs', `${rows.event} events, not ${manifest.rows.event}`);
    }
    if (manifest.modelId !== undefined) restoreModel(backup, manifest.modelId, target);
    const corpus = join(backup, 'corpus');
    const wanted = existsSync(corpus) && (options.corpus === true || isEmptyFolder(target.corpusDir));
    const oldCorpus = wanted ? replaceFolder(corpus, target.corpusDir, suffix) : undefined;
    return {
      backup,
      takenAt: manifest.takenAt,
      logEpoch,
      rows,
      setAside: [...setAside, ...(oldCorpus === undefined ? [] : [oldCorpus])],
      modelId: manifest.modelId,
      corpusRestored: wanted,
    };
  } finally {
    lock.release();
  }
}

/** A model is known by its id, which is a hash of all that it is made of: one that is there is the same. */
function restoreModel(backup: string, id: string, { modelsDir }: RestoreTarget): void {
  const place = join(modelsDir, id);
  if (existsSync(place)) return;
  mkdirSync(dirname(place), { recursive: true });
  replaceFolder(join(backup, 'model'), place, 'old');
}
