import type { BlobStore } from '../../content/blob-store';
import type { Database } from '../database';
import { DatabaseBlobStore } from './database-blob-store';
import { S3BlobStore, type S3Settings } from './s3-blob-store';

/** Where blobs go: the database, or a bucket. */
export type BlobSettings = { kind: 'database' } | ({ kind: 's3' } & S3Settings);

/** The blob store of the configuration. */
export function openBlobStore(settings: BlobSettings, database: Database): BlobStore {
  switch (settings.kind) {
    case 'database':
      return new DatabaseBlobStore(database);
    case 's3':
      return new S3BlobStore(settings);
  }
}
