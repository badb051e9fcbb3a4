import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { TongdaError } from '../../errors';
import { sha256OfFile, syncPath } from './durable-file';

const MANIFEST_FILE = 'manifest.json';

/** The database inside a backup, always SQLite. */
export const DATABASE_FILE = 'tongda.db';

/** Grows when what is in a backup, or what it means, changes. */
const FORMAT = 1;

const inside = (path: string): boolean => !isAbsolute(path) && !path.split(/[\\/]/).includes('..');

const MANIFEST = z.strictObject({
  format: z.literal(FORMAT),
  /** When the snapshot was taken: whatever was acknowledged before is in it. */
  takenAt: z.iso.datetime(),
  /** The database that it was taken from. */
  dialect: z.enum(['sqlite', 'postgres']),
  /** The newest migration that the database has gone through. */
  schema: z.string(),
  logEpoch: z.string(),
  rows: z.record(z.string(), z.number().int()),
  modelId: z.string().optional(),
  files: z.array(z.strictObject({ path: z.string().refine(inside), bytes: z.number(), sha256: z.string() })),
});

/** What a backup says of itself. */
export type Manifest = z.infer<typeof MANIFEST>;

/** Describes and syncs every file of a folder, then writes the manifest: the last file of a backup. */
export async function writeManifest(
  folder: string,
  about: Omit<Manifest, 'format' | 'files'>,
): Promise<Manifest> {
  const files: Manifest['files'] = [];
  const folders = [folder];
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) {
      folders.push(path);
      continue;
    }
    syncPath(path);
    files.push({ path: entry, bytes: statSync(path).size, sha256: await sha256OfFile(path) });
  }
  const manifest: Manifest = { format: FORMAT, ...about, files };
  const path = join(folder, MANIFEST_FILE);
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  syncPath(path);
  for (const each of folders) syncPath(each);
  return manifest;
}

/** Reads the manifest of a backup. Errors: `backup_invalid`. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST_FILE);
  try {
    return MANIFEST.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new TongdaError('backup_invalid', path, { cause: error });
  }
}

/** Whether a folder holds a whole backup of this format, its files unread. */
export function isBackup(folder: string): boolean {
  try {
    return existsSync(join(folder, MANIFEST_FILE)) && Boolean(readManifest(folder));
  } catch {
    return false;
  }
}

/**
 * Reads the manifest of a backup and every file that it names; `onFile` hears of each.
 * Errors: `backup_invalid`, naming the first file that is not what it was.
 */
export async function verifyBackup(
  folder: string,
  onFile: (done: number, total: number) => void = () => undefined,
): Promise<Manifest> {
  const manifest = readManifest(folder);
  for (const [index, { path, bytes, sha256 }] of manifest.files.entries()) {
    const file = join(folder, path);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.size !== bytes || (await sha256OfFile(file)) !== sha256) {
      throw new TongdaError('backup_invalid', `${file} is not the file that was saved`);
    }
    onFile(index + 1, manifest.files.length);
  }
  if (!manifest.files.some(({ path }) => path === DATABASE_FILE)) {
    throw new TongdaError('backup_invalid', `${folder} has no ${DATABASE_FILE}`);
  }
  return manifest;
}
