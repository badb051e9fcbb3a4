import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The name of a blob: the SHA-256 of its bytes, 64 hexadecimal digits. */
export const BLOB_KEY = z.string().regex(/^[0-9a-f]{64}$/);

/** The key under which these bytes are kept. */
export function blobKey(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Bytes kept under their own hash: the same bytes are kept once, and what is read back is what was put.
 * Errors of every call: `blob_store_failed` where the store cannot be reached or refuses.
 */
export interface BlobStore {
  /** Keeps the bytes and answers their key; resolves when they are durable. */
  put(bytes: Uint8Array): Promise<string>;
  /** Errors: `blob_missing`; `blob_store_failed` also where the bytes are not those of the key. */
  get(key: string): Promise<Buffer>;
  has(key: string): Promise<boolean>;
  /** Forgets a blob; one that is not there is no error. */
  delete(key: string): Promise<void>;
}
