import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentWatcher } from '../engine/content-watcher';
import { TongdaError } from '../errors';
import type { Logger } from '../logger';
import type { ContentStore } from './content-store';
import { FailureLog } from './failure-log';
import { Heartbeat } from './heartbeat';
import type { LocalVersion, VersionFolder } from './version-folder';

/** How long a starting node waits for the first version ever. */
const FIRST_VERSION_MS = 30_000;
/** One row by its key: cheap enough to leave most of the two seconds to the work itself. */
const ASK_EVERY_MS = 250;
/** After a failure: a store that is down is not made well by haste. */
const PAUSE_MS = 3000;

/** What takes in what has been put in place. */
export type FollowingWatcher = Pick<ContentWatcher, 'reload' | 'isWhole'>;

/** Keeps this machine's copy of the content at the newest version. It stays on a version until the next is whole. */
export class Follower {
  private readonly beat = new Heartbeat(() => this.look(), ASK_EVERY_MS);
  private readonly failures: FailureLog;
  private watcher?: FollowingWatcher;
  /** The version in use. */
  private version = 0;
  /** A version that did not load here; the next one may. */
  private refused = 0;

  constructor(
    private readonly store: ContentStore,
    private readonly folder: VersionFolder,
    private readonly logger: Logger,
    private readonly firstVersionMs = FIRST_VERSION_MS,
  ) {
    this.failures = new FailureLog(
      logger,
      'published content cannot be fetched; the version here stays in use',
    );
  }

  /**
   * Puts the newest version in place before anything is loaded; where it cannot be fetched, the one that is here.
   * Errors: `content_missing` where nothing has been published; `blob_missing`, `blob_store_failed`.
   */
  async prepare(): Promise<void> {
    const newest = await this.waitForFirst();
    const local = await this.folder.current();
    try {
      await this.put(newest);
    } catch (error) {
      // Only a whole copy will do: what is damaged in it cannot be fetched now either.
      if (!local || !(await this.putAgain(local))) throw error;
      this.failures.failed(error, { version: local.version, newest });
    }
    await this.folder.tidy();
  }

  /** From now on changes are taken into `watcher`. */
  start(watcher: FollowingWatcher): void {
    this.watcher = watcher;
    this.beat.start();
  }

  /** Takes in what has been published before the call. */
  async sync(): Promise<void> {
    await this.beat.now();
  }

  async close(): Promise<void> {
    await this.beat.close();
  }

  private async look(): Promise<number> {
    try {
      const newest = await this.store.newest();
      if (newest !== this.version && newest !== this.refused) await this.take(newest);
      this.failures.worked();
      return 0;
    } catch (error) {
      this.failures.failed(error, { version: this.version });
      return PAUSE_MS;
    }
  }

  private async take(newest: number): Promise<void> {
    const former = await this.folder.current();
    const fetched = await this.put(newest);
    await this.watcher?.reload();
    if (this.watcher?.isWhole !== false || !former) {
      this.logger.info({ version: newest, ...fetched }, 'published content is in use');
      await this.folder.tidy();
      return;
    }
    // It loaded where it was published: here runs another version of the program, or the disk is bad.
    this.refused = newest;
    await this.putAgain(former);
    await this.watcher.reload();
    this.logger.error({ refused: newest, version: former.version }, 'published content does not load here');
  }

  private async put(version: number): Promise<{ files: number; bytes: number }> {
    const [files, versions] = [await this.store.files(version), await this.store.versions()];
    const modelId = versions.find((one) => one.version === version)?.modelId;
    if (modelId === undefined) throw new TongdaError('conflict', `version ${version} has gone`);
    const fetched = await this.folder.put({ version, modelId, files });
    this.version = version;
    return fetched;
  }

  private async putAgain(local: LocalVersion): Promise<boolean> {
    try {
      await this.folder.put(local);
      this.version = local.version;
      return true;
    } catch {
      return false;
    }
  }

  private async waitForFirst(): Promise<number> {
    const until = performance.now() + this.firstVersionMs;
    for (let told = false; ; told = true) {
      const newest = await this.store.newest();
      if (newest > 0) return newest;
      if (performance.now() >= until) throw new TongdaError('content_missing');
      if (!told) this.logger.warn({}, 'nothing has been published yet; waiting for it');
      await sleep(ASK_EVERY_MS);
    }
  }
}
