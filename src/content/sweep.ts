import type { SharedContent } from './publication';

/** Longer than any publication takes: its blobs belong to no version before it is done. */
const YOUNG_MS = 3_600_000;

/**
 * Deletes the blobs of content that no kept version has. What cannot be deleted now is tried again by a later sweep,
 * so a failure is nobody's trouble.
 */
export async function sweepBlobs({ store, blobs }: SharedContent, now: number): Promise<void> {
  try {
    for (const key of await store.doom(now - YOUNG_MS, now)) {
      await blobs.delete(key);
      await store.forget(key);
    }
  } catch {
    // The rest stays doomed, and is doomed again after a while.
  }
}
