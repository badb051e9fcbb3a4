import type { SharedContent } from '../content/publication';
import { openBlobStore, type BlobSettings } from './blobs/open-blob-store';
import type { Database } from './database';
import { ContentTable } from './tables/content-table';

/** The content that the nodes on this database have in common; undefined on SQLite, which has one node. */
export function openSharedContent(database: Database, blobs: BlobSettings): SharedContent | undefined {
  if (database.dialect === 'sqlite') return undefined;
  return { store: new ContentTable(database), blobs: openBlobStore(blobs, database) };
}
