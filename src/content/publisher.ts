import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../clock';
import type { ContentWatcher } from '../engine/content-watcher';
import type { Logger } from '../logger';
import { findModelId, modelFolder, publishModel, receiveModel } from '../nlu/model-store';
import { readAgreement, writeAgreement, type Agreement } from './agreement';
import { ofModel, type ContentVersion } from './content-store';
import { FailureLog } from './failure-log';
import { Heartbeat } from './heartbeat';
import { hashOfCorpus, type OwnContent, type OwnFiles } from './own-files';
import { publishContent, type SharedContent } from './publication';

const ASK_EVERY_MS = 500;
const PAUSE_MS = 3000;

export interface PublisherParts {
  shared: SharedContent;
  own: OwnFiles;
  watcher: Pick<ContentWatcher, 'listen' | 'isCurrent' | 'reload'>;
  modelsDir: string;
  /** Remembers across restarts what was agreed. */
  agreementFile: string;
  clock: Clock;
  logger: Logger;
}

/**
 * Publishes what a node with files of its own has taken in, whenever its files change, and takes over the model that
 * another node has chosen. Nodes whose folders differ do not undo each other's work: only a change is published, never
 * a difference.
 */
export class Publisher {
  private readonly beat = new Heartbeat(() => this.look(), ASK_EVERY_MS);
  private readonly failures: FailureLog;
  private agreed?: Agreement;
  /** The files may differ from the agreement. */
  private changed = true;

  constructor(private readonly parts: PublisherParts) {
    this.failures = new FailureLog(
      parts.logger,
      'content cannot be published; other nodes stay on the last version',
    );
  }

  /** Publishes what has changed since the last run, or everything where nothing is published, and keeps on. */
  start(): void {
    this.parts.watcher.listen(() => {
      this.changed = true;
      // Not awaited: the watcher may be loading for someone who waits for it.
      void this.beat.now();
    });
    this.beat.start();
    void this.beat.now();
  }

  async close(): Promise<void> {
    await this.beat.close();
  }

  /** One comparison of the files here, what is published, and what the two were before. */
  private async look(): Promise<number> {
    try {
      const newest = await this.parts.shared.store.newest();
      if (this.agreed && !this.changed && newest === this.agreed.version) return 0;
      this.changed = false;
      if (await this.compare(newest)) {
        this.failures.worked();
        return 0;
      }
      // Overtaken: at once again, with what is there now.
      this.changed = true;
      return 0;
    } catch (error) {
      this.changed = true;
      this.failures.failed(error);
      return PAUSE_MS;
    }
  }

  /** False where something changed meanwhile. */
  private async compare(newest: number): Promise<boolean> {
    const { shared, own, watcher } = this.parts;
    const versions = await shared.store.versions();
    const last = versions.find(({ version }) => version === newest);
    if (newest > 0 && !last) return false;
    const before = this.agreed ?? this.remembered(versions);
    let mine = await own.scan();
    let model = before?.modelId;
    if (before && last && last.modelId !== before.publishedModel && mine.modelId === before.modelId) {
      await this.adopt(last, mine.modelId);
      mine = await own.scan();
      model = last.modelId;
    }
    // What is not in use here, or no longer, is not for others: the watcher tells when it is.
    const whole = await watcher.isCurrent();
    if (!last) return whole ? this.publish(mine, undefined) : true;
    const changedHere = before?.corpusHash !== mine.corpusHash || model !== mine.modelId;
    // Of a running node the last change counts; after a restart one that others had no part in.
    if (whole && changedHere && (this.agreed || before?.version === newest)) return this.publish(mine, last);
    if (before?.version === newest) this.agreed = before;
    else if (whole) await this.acceptAsItIs(mine, last);
    // What is not in use yet is a change still to come.
    else this.agree({ corpusHash: before?.corpusHash ?? '', modelId: model ?? '' }, last);
    return true;
  }

  /** Others have published, or this is a first start: a difference is theirs or ours to keep. */
  private async acceptAsItIs(mine: OwnContent, last: ContentVersion): Promise<void> {
    const { shared, logger } = this.parts;
    const { version, publisher, modelId: published } = last;
    const theirs = hashOfCorpus(await shared.store.files(version));
    if (theirs !== mine.corpusHash || published !== mine.modelId) {
      logger.warn(
        { version, publisher, published, model: mine.modelId },
        'the files here differ from what is published; only a change of them will be published',
      );
    }
    this.agree(mine, last);
  }

  /** What was agreed before the restart, unless it was with another database. */
  private remembered(versions: readonly ContentVersion[]): Agreement | undefined {
    const agreement = readAgreement(this.parts.agreementFile);
    const row = versions.find(({ version }) => version === agreement?.version);
    return row && row.publishedAt !== agreement?.publishedAt ? undefined : agreement;
  }

  private async publish(mine: OwnContent, base: ContentVersion | undefined): Promise<boolean> {
    const { shared, clock, logger } = this.parts;
    const publisher = hostname();
    const outcome = await publishContent(shared, mine, base?.version ?? 0, publisher, clock);
    if (outcome.outcome === 'overtaken') return false;
    if (outcome.outcome === 'same') {
      if (base) this.agree(mine, base);
      return true;
    }
    const { version, newFiles, newBytes } = outcome;
    const made = (await shared.store.versions()).find((one) => one.version === version);
    if (made) this.agree(mine, made);
    logger.info({ version, newFiles, newBytes, model: mine.modelId }, 'content published');
    return true;
  }

  /** The model that another node has chosen becomes the one of this node's folder. */
  private async adopt({ version, modelId }: ContentVersion, former: string): Promise<void> {
    if (modelId === former) return;
    const { shared, modelsDir, watcher, logger } = this.parts;
    const folder = modelFolder(modelsDir, modelId);
    if (findModelId(folder) !== modelId) {
      const files = new Map<string, Buffer>();
      for (const { path, sha256 } of ofModel(await shared.store.files(version), modelId)) {
        files.set(basename(path), await shared.blobs.get(sha256));
      }
      receiveModel(folder, files);
    }
    publishModel(modelsDir, modelId);
    await watcher.reload();
    logger.info({ version, model: modelId }, 'the model chosen on another node is in use');
  }

  private agree(
    { corpusHash, modelId }: Pick<OwnContent, 'corpusHash' | 'modelId'>,
    last: ContentVersion,
  ): void {
    const { version, publishedAt, modelId: publishedModel } = last;
    this.agreed = { version, publishedAt, publishedModel, corpusHash, modelId };
    mkdirSync(dirname(this.parts.agreementFile), { recursive: true });
    writeAgreement(this.parts.agreementFile, this.agreed);
  }
}

/** Where a node remembers what was agreed, below its data folder. */
export function agreementFileOf(dataDir: string): string {
  return join(dataDir, 'content', 'agreed.json');
}
