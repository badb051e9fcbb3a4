import { randomBytes } from 'node:crypto';
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { TongdaError } from '../errors';
import { publishModel } from '../nlu/model-store';
import { BLOB_KEY, type BlobStore } from './blob-store';
import { BlobCache } from './blob-cache';
import type { PublishedFile } from './content-store';
import { inParallel } from './in-parallel';

/** What a published path may be: below one of our two folders, and never out of it. */
const PATH = z
  .string()
  .max(500)
  .regex(/^(?:corpus|models\/[0-9a-f]{16})\/[^\0\\]+$/)
  .refine((path) => path.split('/').every((name) => name !== '' && name !== '.' && name !== '..'));

const LOCAL_VERSION = z.object({
  version: z.number().int().positive(),
  modelId: z.string().regex(/^[0-9a-f]{16}$/),
  files: z.array(z.object({ path: PATH, sha256: BLOB_KEY, bytes: z.number().int().nonnegative() })),
});

/** A version with its files, as it lies on a follower's disk. */
export type LocalVersion = z.infer<typeof LOCAL_VERSION>;

/** Articles are small and many, and a store may be far away. A file is in memory while it is fetched. */
const LANES = 8;

const LIST = 'published.json';

/**
 * Published content on a follower's disk:
 *
 *     blobs/<sha256>            every file that is in use, once
 *     versions/<n>/corpus/…     links to them under their names, and published.json, the list
 *     versions/<n>/models/…
 *     current -> versions/<n>   replaced as a whole: a reader sees one version or the other
 */
export class VersionFolder {
  private readonly cache: BlobCache;

  constructor(
    private readonly folder: string,
    private readonly blobs: BlobStore,
  ) {
    this.cache = new BlobCache(join(folder, 'blobs'));
  }

  get corpusDir(): string {
    return join(this.folder, 'current/corpus');
  }

  get modelsDir(): string {
    return join(this.folder, 'current/models');
  }

  /** The version that is in place, or undefined where there is none or its list is damaged. */
  async current(): Promise<LocalVersion | undefined> {
    try {
      return LOCAL_VERSION.parse(
        JSON.parse(await readFile(join(this.folder, 'current', LIST), 'utf8')) as unknown,
      );
    } catch {
      return undefined;
    }
  }

  /** Fetches what is not here, or not whole. Errors: `blob_missing`, `blob_store_failed`. */
  async fetch(files: readonly PublishedFile[]): Promise<{ files: number; bytes: number }> {
    const fetched = { files: 0, bytes: 0 };
    const distinct = new Map(files.map((file) => [file.sha256, file.bytes]));
    await inParallel(distinct, LANES, async ([key, bytes]) => {
      if (await this.cache.has(key)) return;
      await this.cache.add(key, await this.blobs.get(key));
      fetched.files += 1;
      fetched.bytes += bytes;
    });
    return fetched;
  }

  /**
   * Puts a version in place, as one step. What is not here is fetched first, so where that fails nothing has
   * changed. Errors: those of `fetch`; `bad_request` where a path leads out of the folder.
   */
  async put(version: LocalVersion): Promise<{ files: number; bytes: number }> {
    const checked = LOCAL_VERSION.safeParse(version);
    if (!checked.success) throw new TongdaError('bad_request', `version ${version.version}: a file's path`);
    const fetched = await this.fetch(version.files);
    const target = `${version.version}-${randomBytes(4).toString('hex')}`;
    const folder = join(this.folder, 'versions', target);
    await mkdir(join(folder, 'corpus/kb'), { recursive: true });
    const made = new Set<string>();
    for (const { path, sha256 } of version.files) {
      const file = join(folder, path);
      if (!made.has(dirname(file))) await mkdir(dirname(file), { recursive: true });
      made.add(dirname(file));
      const cached = this.cache.fileOf(sha256);
      // Some file systems know no links.
      await link(cached, file).catch(() => copyFile(cached, file));
    }
    publishModel(join(folder, 'models'), version.modelId);
    await writeFile(join(folder, LIST), JSON.stringify(version));
    const pointer = join(this.folder, `current.${target}`);
    await symlink(join('versions', target), pointer);
    await rename(pointer, join(this.folder, 'current'));
    return fetched;
  }

  /** Deletes what the version in place does not use: former versions, models and remains. */
  async tidy(): Promise<void> {
    const current = await this.current();
    if (!current) return;
    const kept = basename(await readlink(join(this.folder, 'current')));
    for (const name of await readdir(join(this.folder, 'versions'))) {
      if (name !== kept) await rm(join(this.folder, 'versions', name), { recursive: true, force: true });
    }
    for (const name of await readdir(this.folder)) {
      if (name.startsWith('current.')) await rm(join(this.folder, name), { force: true });
    }
    await this.cache.keepOnly(new Set(current.files.map(({ sha256 }) => sha256)));
  }
}
