import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TongdaError } from '../../errors';
import {
  currentModelFolder,
  findModelId,
  modelFolder,
  publishModel,
  readModelFiles,
} from '../../nlu/model-store';
import type { Models } from './models';

/** What serves models; the composition root joins it. */
export interface ModelPorts {
  modelsDir: string;
  /** The model that answers now. */
  currentId(): string;
  /** Loads what is published; resolves when it answers, or when it was found broken and the old one stays. */
  reload(): Promise<void>;
}

/** The trained models of this machine, and which of them answers. */
export class ModelShelf implements Models {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly ports: ModelPorts) {}

  get currentId(): string {
    return this.ports.currentId();
  }

  /** Every model that can be activated, newest first, with the time (ms) it came here. */
  async list(): Promise<{ id: string; publishedAt: number }[]> {
    return readdirSync(this.ports.modelsDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ id: name, folder: join(this.ports.modelsDir, name) }))
      .filter(({ id, folder }) => findModelId(folder) === id)
      .map(({ id, folder }) => ({ id, publishedAt: Math.round(statSync(folder).mtimeMs) }))
      .toSorted((a, b) => b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1));
  }

  /**
   * Makes a model answer: the one named, else the one published now. One after the other. A model that does not load
   * is taken back. Errors: `not_found`, `model_missing`, `model_broken`.
   */
  activate(id?: string): Promise<string> {
    const activated = this.last.then(() => this.activateOne(id));
    this.last = activated.catch(() => undefined);
    return activated;
  }

  private async activateOne(id?: string): Promise<string> {
    const { modelsDir } = this.ports;
    if (id !== undefined && !(await this.list()).some((model) => model.id === id)) {
      throw new TongdaError('not_found', `model ${id}`);
    }
    const wanted = id ?? basename(currentModelFolder(modelsDir));
    const former = this.currentId;
    // Checked before it is published: a damaged one must not become what the next start loads.
    readModelFiles(modelFolder(modelsDir, wanted));
    publishModel(modelsDir, wanted);
    await this.ports.reload();
    if (this.currentId !== wanted) {
      publishModel(modelsDir, former);
      throw new TongdaError('model_broken', wanted);
    }
    return wanted;
  }
}
