import { join } from 'node:path';
import type { Clock } from '../clock';
import { ContentWatcher } from '../engine/content-watcher';
import type { Logger } from '../logger';
import { Follower } from './follower';
import { OwnFiles } from './own-files';
import type { SharedContent } from './publication';
import { PublishedModels } from './published-models';
import { agreementFileOf, Publisher } from './publisher';
import { VersionFolder } from './version-folder';

export interface ContentSettings {
  content: 'files' | 'database';
  dataDir: string;
  corpusDir: string;
  modelsDir: string;
  timeZone: string;
}

/** Where a node has its content from, and what keeps it up to date. */
export interface NodeContent {
  watcher: ContentWatcher;
  /** On a node that follows: the models that can be chosen. */
  publishedModels?: PublishedModels;
  /** The folder of models that this node loads from. */
  ownModels: { modelsDir: string; currentId(): string; reload(): Promise<void> };
  /** Begins to look for changes. */
  start(): void;
  close(): Promise<void>;
}

/**
 * Loads the content of a node: its own files, or what is published in `shared`, which is what several nodes have in
 * common (undefined on SQLite). Errors: those of `ContentWatcher.load` and `Follower.prepare`.
 */
export async function openContent(
  settings: ContentSettings,
  shared: SharedContent | undefined,
  clock: Clock,
  logger: Logger,
): Promise<NodeContent> {
  if (shared && settings.content === 'database') return openFollower(settings, shared, clock, logger);
  const watcher = await ContentWatcher.load(settings, logger);
  const publisher =
    shared &&
    new Publisher({
      shared,
      own: new OwnFiles(settings),
      watcher,
      modelsDir: settings.modelsDir,
      agreementFile: agreementFileOf(settings.dataDir),
      clock,
      logger,
    });
  return {
    watcher,
    ownModels: modelsOf(watcher, settings.modelsDir),
    start: () => {
      watcher.start();
      publisher?.start();
    },
    close: async () => {
      await publisher?.close();
      await watcher.close();
    },
  };
}

async function openFollower(
  { dataDir, timeZone }: ContentSettings,
  shared: SharedContent,
  clock: Clock,
  logger: Logger,
): Promise<NodeContent> {
  const folder = new VersionFolder(join(dataDir, 'content'), shared.blobs);
  const follower = new Follower(shared.store, folder, logger);
  await follower.prepare();
  const { corpusDir, modelsDir } = folder;
  const watcher = await ContentWatcher.load({ corpusDir, modelsDir, timeZone }, logger);
  return {
    watcher,
    ownModels: modelsOf(watcher, modelsDir),
    publishedModels: new PublishedModels(shared, folder, follower, () => watcher.brain.modelId, clock),
    // The watcher looks when the follower tells it to, never while files are being put in place.
    start: () => follower.start(watcher),
    close: async () => {
      await follower.close();
      await watcher.close();
    },
  };
}

function modelsOf(watcher: ContentWatcher, modelsDir: string): NodeContent['ownModels'] {
  return { modelsDir, currentId: () => watcher.brain.modelId, reload: () => watcher.reload() };
}
