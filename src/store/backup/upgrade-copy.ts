import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrateSchema } from '../migrate';
import { SqliteDatabase } from '../sqlite/sqlite-database';
import { DATABASE_FILE } from './manifest';

/** A copy of a backup's database with this program's schema, for a while: the backup itself is never changed. */
export async function upgradeCopy(
  file: string,
  scratchDir: string,
): Promise<{ file: string; remove: () => void }> {
  const dir = mkdtempSync(join(scratchDir, 'restore-'));
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  const copy = join(dir, DATABASE_FILE);
  try {
    copyFileSync(file, copy);
    const database = new SqliteDatabase(copy);
    try {
      await migrateSchema(database);
    } finally {
      await database.close();
    }
    return { file: copy, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
