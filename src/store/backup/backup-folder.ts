import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TongdaError } from '../../errors';
import { syncPath } from './durable-file';
import { isBackup } from './manifest';

const NAME = /^tongda-\d{8}T\d{9}Z$/;
const UNFINISHED = /^\.tongda-\d{8}T\d{9}Z\.(?:partial|deleting)$/;

/** The folder of backups: each backup a folder named by its time (UTC), whole from the moment it has its name. */
export class BackupFolder {
  constructor(readonly parent: string) {
    mkdirSync(parent, { recursive: true });
  }

  /** Removes what a killed command has left. The caller holds the folder's lock. */
  removeUnfinished(): void {
    for (const name of readdirSync(this.parent)) {
      if (UNFINISHED.test(name)) rmSync(join(this.parent, name), { recursive: true, force: true });
    }
  }

  /** A new folder under a name that nobody takes for a backup; only the owner can read it. */
  begin(now: number): string {
    const folder = join(this.parent, `.${nameAt(now)}.partial`);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  /** Gives a begun folder its name. @returns the backup's path */
  finish(begun: string): string {
    const folder = join(this.parent, basename(begun).slice(1, -'.partial'.length));
    renameSync(begun, folder);
    syncPath(this.parent);
    return folder;
  }

  /** Every whole backup, newest first. */
  list(): string[] {
    return readdirSync(this.parent)
      .filter((name) => NAME.test(name))
      .toSorted()
      .toReversed()
      .map((name) => join(this.parent, name))
      .filter(isBackup);
  }

  /** Deletes all but the newest backups. @returns what is gone */
  keepNewest(count: number): string[] {
    const old = this.list().slice(count);
    for (const folder of old) {
      const leaving = join(this.parent, `.${basename(folder)}.deleting`);
      renameSync(folder, leaving);
      rmSync(leaving, { recursive: true });
    }
    return old;
  }
}

/** The backup that is meant by a folder: itself, or the newest one in it. Errors: `backup_invalid`. */
export function findBackup(folder: string): string {
  if (isBackup(folder)) return folder;
  const newest = existsSync(folder) ? new BackupFolder(folder).list()[0] : undefined;
  if (newest === undefined) throw new TongdaError('backup_invalid', `${folder} holds no backup`);
  return newest;
}

function nameAt(now: number): string {
  return `tongda-${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}`;
}
