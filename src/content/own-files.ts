import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ContentFiles } from '../engine/content-files';
import { currentModelFolder, listModelFiles } from '../nlu/model-store';
import { blobKey } from './blob-store';
import { fingerprintOf, ofCorpus, type PublishedFile } from './content-store';

/** A file that can be published, and where it lies. */
export interface OwnFile extends PublishedFile {
  file: string;
}

/** Everything that this machine could publish now. */
export interface OwnContent {
  files: OwnFile[];
  modelId: string;
  /** Names the corpus: the same for the same files. */
  corpusHash: string;
}

/** The editors' files that a server reads, and the chosen model, with their hashes. */
export class OwnFiles {
  /** What a file's hash was, by its name, size and time. */
  private readonly known = new Map<string, { stamp: string; sha256: string }>();

  constructor(private readonly folders: { corpusDir: string; modelsDir: string }) {}

  /**
   * Reads and hashes what has changed since the last call. Errors: `model_missing`, `model_broken`; a file that
   * vanishes meanwhile is left out.
   */
  async scan(): Promise<OwnContent> {
    const { corpusDir, modelsDir } = this.folders;
    const files: OwnFile[] = [];
    for (const name of await new ContentFiles(corpusDir).served()) {
      const found = await this.hash(join(corpusDir, name));
      if (found) files.push({ path: `corpus/${name}`, ...found });
    }
    const folder = currentModelFolder(modelsDir);
    const modelId = basename(folder);
    for (const { name, sha256, bytes } of listModelFiles(folder)) {
      files.push({ path: `models/${modelId}/${name}`, sha256, bytes, file: join(folder, name) });
    }
    return { files, modelId, corpusHash: hashOfCorpus(files) };
  }

  private async hash(file: string): Promise<Omit<OwnFile, 'path'> | undefined> {
    const found = await stat(file).catch(() => undefined);
    if (!found) return undefined;
    const stamp = `${found.size}:${found.mtimeMs}`;
    const former = this.known.get(file);
    if (former?.stamp === stamp) return { sha256: former.sha256, bytes: found.size, file };
    const content = await readFile(file).catch(() => undefined);
    if (!content) return undefined;
    const sha256 = blobKey(content);
    this.known.set(file, { stamp, sha256 });
    return { sha256, bytes: content.byteLength, file };
  }
}

/** Names a corpus by its files. */
export function hashOfCorpus(files: readonly PublishedFile[]): string {
  return createHash('sha256')
    .update(fingerprintOf(ofCorpus(files)))
    .digest('hex');
}
