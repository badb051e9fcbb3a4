import { isDeepStrictEqual } from 'node:util';
import type { HotQuestion } from '../dialog/hot-questions';
import type { HandoffSettings } from '../handoff/settings';
import { readArticles } from '../kb/article-folder';
import { KnowledgeBase } from '../kb/knowledge-base';
import { currentModelFolder } from '../nlu/model-store';
import { loadNlu, type Nlu } from '../nlu/nlu';
import type { Logger } from '../logger';
import { normalize } from '../text/normalize';
import { CONTENT_PARTS, ContentFiles, type ContentPart } from './content-files';
import { LiveBrain } from './live-brain';

const LOOK_EVERY_MS = 1000;

export interface ContentFolders {
  corpusDir: string;
  modelsDir: string;
  timeZone: string;
}

/**
 * The brain made from the editors' files and the published model, and kept up to date with them. What is broken is
 * reported and left aside: the last good state goes on answering.
 */
export class ContentWatcher {
  private timer?: NodeJS.Timeout;
  private looking?: Promise<void>;
  /** Parts whose files cannot be used as they are now. */
  private readonly broken = new Set<ContentPart | 'model'>();
  private onTakenIn: () => void = () => undefined;

  private constructor(
    private readonly folders: ContentFolders,
    private readonly files: ContentFiles,
    private readonly logger: Logger,
    /** What was read last, by part. */
    private readonly seen: Record<ContentPart | 'model', string>,
    readonly brain: LiveBrain,
    private seeds: HotQuestion[],
    private handoff: HandoffSettings,
    private language: Language,
  ) {}

  /** Loads everything. Errors: `model_missing`, `model_broken`, `corpus_missing`, `corpus_invalid`. */
  static async load(folders: ContentFolders, logger: Logger): Promise<ContentWatcher> {
    const files = new ContentFiles(folders.corpusDir);
    const modelFolder = currentModelFolder(folders.modelsDir);
    // Taken before the files are read: a change meanwhile is then seen by the first look.
    const seen = {
      articles: await files.fingerprint('articles'),
      synonyms: await files.fingerprint('synonyms'),
      dialog: await files.fingerprint('dialog'),
      model: modelFolder,
    };
    const nlu = await loadNlu(modelFolder);
    const language = { nlu };
    const knowledge = buildKnowledge(files, language, folders.timeZone);
    const parts = { nlu, knowledge, responses: files.responses(), settings: files.dialogSettings() };
    const brain = new LiveBrain(parts, folders.timeZone);
    const seeds = files.hotQuestions(knowledge);
    return new ContentWatcher(folders, files, logger, seen, brain, seeds, files.handoffSettings(), language);
  }

  /** The questions that the corpus suggests to new visitors. */
  get hotQuestions(): readonly HotQuestion[] {
    return this.seeds;
  }

  get handoffSettings(): HandoffSettings {
    return this.handoff;
  }

  /** What cannot be read as it is now, so that the state before it is in use. */
  get brokenParts(): ReadonlySet<ContentPart | 'model'> {
    return this.broken;
  }

  /** True where everything in the files is in use: nothing of it was found broken. */
  get isWhole(): boolean {
    return this.broken.size === 0;
  }

  /** True where the files are whole and still those that are in use. */
  async isCurrent(): Promise<boolean> {
    const { seen } = this;
    if (!this.isWhole || this.publishedModel() !== seen.model) return false;
    for (const part of CONTENT_PARTS) if ((await this.files.fingerprint(part)) !== seen[part]) return false;
    return true;
  }

  /** `listener` is called whenever a change has been taken in and everything is in use. */
  listen(listener: () => void): void {
    this.onTakenIn = listener;
  }

  /** Looks for changes once a second. */
  start(): void {
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) =>
        this.logger.error({ err: error }, 'content could not be looked at'),
      );
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Takes in all that has been written before the call; resolves when it is in use. */
  async reload(): Promise<void> {
    // A look that runs already may have begun before the change.
    await this.looking;
    await this.look();
  }

  /** Takes in what has changed; one look at a time. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { files, brain } = this;
    const taken = [
      await this.takeIn('articles', await files.fingerprint('articles'), () => this.readArticles()),
      await this.takeIn('synonyms', await files.fingerprint('synonyms'), () => {
        brain.replace({ knowledge: buildKnowledge(files, this.language, this.folders.timeZone) });
      }),
      await this.takeIn('dialog', await files.fingerprint('dialog'), () => {
        const responses = files.responses();
        const settings = files.dialogSettings();
        this.handoff = files.handoffSettings();
        this.seeds = files.hotQuestions(brain.knowledge);
        brain.replace({ responses, settings });
      }),
      await this.takeInModel(),
    ];
    if (!taken.includes(true)) return;
    // A part may have been broken only because of another that is good now.
    for (const part of this.broken) this.seen[part] = '';
    if (this.isWhole) this.onTakenIn();
  }

  private async takeInModel(): Promise<boolean> {
    const folder = this.publishedModel();
    if (folder === undefined) return false;
    return this.takeIn('model', folder, async () => {
      const nlu = await loadNlu(folder);
      if (nlu.dictionaryId === this.language.nlu.dictionaryId) {
        // The articles would be cut as they are: a second of work saved, in which nobody would be answered.
        this.brain.replace({ nlu });
        this.language.nlu = nlu;
        return;
      }
      const language = { nlu };
      this.brain.replace({ nlu, knowledge: buildKnowledge(this.files, language, this.folders.timeZone) });
      this.language = language;
    });
  }

  private publishedModel(): string | undefined {
    try {
      return currentModelFolder(this.folders.modelsDir);
    } catch {
      // Between two publications, or taken away: the loaded model stays.
      return undefined;
    }
  }

  /** True where the part has changed and is in use now. */
  private async takeIn(
    part: ContentPart | 'model',
    state: string,
    take: () => void | Promise<void>,
  ): Promise<boolean> {
    if (this.seen[part] === state) return false;
    // A broken state is complained of once, not every second.
    this.seen[part] = state;
    try {
      await take();
      this.broken.delete(part);
      this.logger.info({ part, model: this.brain.modelId }, 'content reloaded');
      return true;
    } catch (error) {
      this.broken.add(part);
      this.logger.error({ err: error, part }, 'content is broken; the last good state stays in use');
      return false;
    }
  }

  private readArticles(): void {
    const { knowledge } = this.brain;
    const articles = readArticles(this.files.articlesDir);
    const ids = new Set(articles.map((article) => article.id));
    for (const id of knowledge.ids()) if (!ids.has(id)) knowledge.remove(id);
    for (const article of articles) {
      if (!isDeepStrictEqual(knowledge.find(article.id), article)) knowledge.put(article);
    }
  }
}

/** What cuts the articles into words. A former model must not stay in memory for it: hence the place to put the next. */
interface Language {
  nlu: Nlu;
}

function buildKnowledge(files: ContentFiles, language: Language, timeZone: string): KnowledgeBase {
  return new KnowledgeBase({
    articles: readArticles(files.articlesDir),
    segment: (text) => language.nlu.segment(text),
    normalize: (text) => normalize(text).text,
    synonyms: files.synonyms(),
    timeZone,
  });
}
