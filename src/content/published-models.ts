import { hostname } from 'node:os';
import type { Clock } from '../clock';
import { TongdaError } from '../errors';
import { ofCorpus, ofModel, type ContentVersion } from './content-store';
import type { Follower } from './follower';
import type { SharedContent } from './publication';
import { sweepBlobs } from './sweep';
import type { VersionFolder } from './version-folder';

const TRIES = 5;

/** The models among the published versions, and which of them answers, on a node that follows. */
export class PublishedModels {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly shared: SharedContent,
    private readonly folder: VersionFolder,
    private readonly follower: Follower,
    private readonly current: () => string,
    private readonly clock: Clock,
  ) {}

  get currentId(): string {
    return this.current();
  }

  /** Every model of a version that is kept, newest first, with the time (ms) of its last version. */
  async list(): Promise<{ id: string; publishedAt: number }[]> {
    const models = new Map<string, number>();
    for (const { modelId, publishedAt } of await this.shared.store.versions()) {
      if (!models.has(modelId)) models.set(modelId, publishedAt);
    }
    return [...models].map(([id, publishedAt]) => ({ id, publishedAt }));
  }

  /**
   * Makes a published model answer on every node, by publishing a version with it; without an id the newest version
   * is taken in. One after the other. Errors: `model_unpublished`; `model_broken` where it does not load here, and
   * then the former model is published again; `conflict`, `blob_missing`, `blob_store_failed`.
   */
  activate(id?: string): Promise<string> {
    const activated = this.last.then(() => this.activateOne(id));
    this.last = activated.catch(() => undefined);
    return activated;
  }

  private async activateOne(id?: string): Promise<string> {
    const former = this.current();
    if (id !== undefined) await this.choose(id);
    await this.follower.sync();
    if (id !== undefined && this.current() !== id) {
      await this.choose(former);
      await this.follower.sync();
      throw new TongdaError('model_broken', id);
    }
    return this.current();
  }

  private async choose(id: string): Promise<void> {
    const { store } = this.shared;
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const versions = await store.versions();
      const [newest] = versions;
      const holder = versions.find(({ modelId }) => modelId === id);
      if (!newest || !holder) throw new TongdaError('model_unpublished', id);
      if (newest.modelId === id) return;
      if (await this.publish(newest, holder)) return;
    }
    throw new TongdaError('conflict', `model ${id}`);
  }

  private async publish(newest: ContentVersion, holder: ContentVersion): Promise<boolean> {
    const { store } = this.shared;
    const model = ofModel(await store.files(holder.version), holder.modelId);
    // Fetched before it is chosen: a model whose files are lost must not be sent to everybody.
    await this.folder.fetch(model);
    const now = this.clock.now();
    await store.announce(
      model.map(({ sha256 }) => sha256),
      now,
    );
    const files = [...ofCorpus(await store.files(newest.version)), ...model];
    const content = { files, modelId: holder.modelId, publisher: hostname() };
    if ((await store.publish(newest.version, content, now)) === undefined) return false;
    await sweepBlobs(this.shared, now);
    return true;
  }
}
