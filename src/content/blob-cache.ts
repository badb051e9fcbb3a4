import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Blobs on this machine's disk, each a file named by its key. What is damaged counts as not there. */
export class BlobCache {
  /** The files that were whole when they were last looked at, by key: size, time and place on the disk. */
  private readonly whole = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** The file of a blob, whether or not it is there. */
  fileOf(key: string): string {
    return join(this.folder, key);
  }

  /** True where the blob is there and whole. It is read only when its file is not the one that was looked at before. */
  async has(key: string): Promise<boolean> {
    const stamp = await stampOf(this.fileOf(key));
    if (stamp === undefined) return false;
    if (this.whole.get(key) === stamp) return true;
    if ((await hashOf(this.fileOf(key))) === key) {
      this.whole.set(key, stamp);
      return true;
    }
    await rm(this.fileOf(key), { force: true });
    return false;
  }

  /** Keeps bytes that are known to be those of the key. A reader sees all of the file or none. */
  async add(key: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const temporary = `${this.fileOf(key)}.${randomBytes(4).toString('hex')}`;
    await writeFile(temporary, bytes);
    await rename(temporary, this.fileOf(key));
    const stamp = await stampOf(this.fileOf(key));
    if (stamp !== undefined) this.whole.set(key, stamp);
  }

  /** Deletes everything else, remains of a killed process too. */
  async keepOnly(keys: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (keys.has(name)) continue;
      this.whole.delete(name);
      await rm(join(this.folder, name), { force: true });
    }
  }
}

async function stampOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && `${found.ino}:${found.size}:${found.mtimeMs}`;
}

/** In pieces, so that memory stays small. */
async function hashOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    // A file that cannot be read is a damaged one.
    return undefined;
  }
  return hash.digest('hex');
}
