import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock';
import { TongdaError } from '../errors';
import { blobKey, type BlobStore } from './blob-store';
import { fingerprintOf, type ContentStore } from './content-store';
import { inParallel } from './in-parallel';
import type { OwnContent } from './own-files';
import { sweepBlobs } from './sweep';

/** What nodes share: versions, and the bytes of their files. */
export interface SharedContent {
  store: ContentStore;
  blobs: BlobStore;
}

/** What became of an attempt to publish. */
export type PublishOutcome =
  /** A new version, and what had to travel for it. */
  | { outcome: 'published'; version: number; newFiles: number; newBytes: number }
  /** The version that was to be followed has the same files. */
  | { outcome: 'same' }
  /** Another version came first, or a file changed meanwhile. */
  | { outcome: 'overtaken' };

/** How many files are read and stored at a time. */
const LANES = 4;
/** How often a blob is asked for that a sweep is deleting. */
const ASKS = 20;
const ASK_AGAIN_MS = 500;

/**
 * Publishes what a node has read, as the version after `base`. All blobs are stored before the version is made, so
 * whoever fails or dies on the way leaves the version before. Errors: `blob_store_failed`, those of the database.
 */
export async function publishContent(
  { store, blobs }: SharedContent,
  own: OwnContent,
  base: number,
  publisher: string,
  clock: Clock,
): Promise<PublishOutcome> {
  const former = base === 0 ? [] : await store.files(base);
  if (fingerprintOf(former) === fingerprintOf(own.files)) return { outcome: 'same' };
  const there = new Set(former.map(({ sha256 }) => sha256));
  // One of each: two files may have the same bytes.
  const missing = new Map(
    own.files.filter(({ sha256 }) => !there.has(sha256)).map((file) => [file.sha256, file]),
  );
  await announce(store, [...missing.keys()], clock);
  let newBytes = 0;
  let changed = false;
  await inParallel(missing.values(), LANES, async ({ file, sha256, bytes }) => {
    const content = await readFile(file).catch(() => undefined);
    if (content === undefined || blobKey(content) !== sha256) changed = true;
    else await blobs.put(content);
    newBytes += bytes;
  });
  if (changed) return { outcome: 'overtaken' };
  const files = own.files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes }));
  const version = await store.publish(base, { files, modelId: own.modelId, publisher }, clock.now());
  if (version === undefined) return { outcome: 'overtaken' };
  await sweepBlobs({ store, blobs }, clock.now());
  return { outcome: 'published', version, newFiles: missing.size, newBytes };
}

async function announce(store: ContentStore, keys: readonly string[], clock: Clock): Promise<void> {
  let left = await store.announce(keys, clock.now());
  for (let ask = 1; left.length > 0; ask += 1) {
    if (ask > ASKS) throw new TongdaError('blob_store_failed', `${left.length} blobs are being deleted`);
    await sleep(ASK_AGAIN_MS);
    left = await store.announce(left, clock.now());
  }
}
