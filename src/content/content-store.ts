/** A file of published content. */
export interface PublishedFile {
  /** `corpus/…` or `models/<id>/…`, with slashes. */
  path: string;
  /** Key of its bytes in the blob store. */
  sha256: string;
  bytes: number;
}

/** One state of everything that nodes answer from. */
export interface ContentVersion {
  /** From 1, growing. */
  version: number;
  /** Milliseconds since the epoch. */
  publishedAt: number;
  /** The machine, or what else has published it. */
  publisher: string;
  modelId: string;
}

/** What becomes the next version. */
export interface NewContent {
  files: readonly PublishedFile[];
  modelId: string;
  publisher: string;
}

/** The versions of content in the database that all nodes share. Errors of every call: those of the database. */
export interface ContentStore {
  /** Number of the newest version, 0 where nothing has been published. Cheap: nodes ask often. */
  newest(): Promise<number>;
  /** The versions that are kept, newest first: the last ten, and the last of each of the last three models. */
  versions(): Promise<ContentVersion[]>;
  /** The files of a version that is kept. */
  files(version: number): Promise<PublishedFile[]>;
  /**
   * Says that these blobs are about to be put, so that no sweep takes them. Answers those that a sweep is deleting
   * just now: ask again for them after a while.
   */
  announce(keys: readonly string[], now: number): Promise<string[]>;
  /**
   * Makes the version after `base`, in one transaction; its blobs must be stored. Answers its number, or undefined
   * where `base` is no longer the newest. Errors: `blob_missing` where a blob was not announced or is being deleted.
   */
  publish(base: number, content: NewContent, now: number): Promise<number | undefined>;
  /** Takes out of use the announced blobs that no kept version has and that are older than `before`; answers them. */
  doom(before: number, now: number): Promise<string[]>;
  /** The doomed blob is deleted. */
  forget(key: string): Promise<void>;
}

/** One text for the same files, whoever has them in whatever order. */
export function fingerprintOf(files: readonly PublishedFile[]): string {
  return files
    .map(({ path, sha256 }) => `${path}\n${sha256}`)
    .toSorted()
    .join('\n');
}

/** The files of a model. */
export function ofModel(files: readonly PublishedFile[], id: string): PublishedFile[] {
  return files.filter(({ path }) => path.startsWith(`models/${id}/`));
}

/** The editors' files, without the model. */
export function ofCorpus(files: readonly PublishedFile[]): PublishedFile[] {
  return files.filter(({ path }) => path.startsWith('corpus/'));
}
