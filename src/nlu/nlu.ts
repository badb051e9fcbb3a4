import { createHash } from 'node:crypto';
import { jiebaFiles } from '../text/jieba-dictionary';
import { DEFAULT_CACHE_FOLDER, NodejiebaSegmenter } from '../text/segmenter';
import { createEntityExtractor } from './entities/extract';
import type { Interpretation } from './interpretation';
import { restoreModel } from './model';
import { readModelFiles } from './model-store';
import { Pipeline } from './pipeline';
import { GeneralWords } from './scope-features';

const DEFAULT_TIME_ZONE = 'Asia/Shanghai';

/** The moment that relative times refer to. */
export interface ParseOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** IANA name; Asia/Shanghai by default. */
  timeZone?: string;
}

/** A loaded model: what the rest of the program sees of the NLU. */
export interface Nlu {
  modelId: string;
  intents: readonly string[];
  /** The label that stands for everything outside the corpus's domain, whether or not the corpus has it. */
  scopeIntent: string;
  /** Never throws, whatever the text; offsets count UTF-16 units of `text`. */
  parse(text: string, options: ParseOptions): Interpretation;
  /** Names the model's dictionary: of models with the same one, `segment` cuts alike. */
  dictionaryId: string;
  /** Cuts normalised text into words by the model's dictionary. */
  segment(text: string): string[];
  /** The short label of an intent for a button; its name where the corpus gives none. */
  title(intent: string): string;
}

/** Loads the model in a folder and warms it up. Throws `model_missing` or `model_broken`. */
export async function loadNlu(modelFolder: string): Promise<Nlu> {
  const { id, files } = readModelFiles(modelFolder);
  const model = restoreModel(files, GeneralWords.read(jiebaFiles(DEFAULT_CACHE_FOLDER).dict));
  const { intents, titles, words, dictionaries, settings } = model.description;
  const segmenter = new NodejiebaSegmenter(words);
  const pipeline = new Pipeline(model, segmenter, createEntityExtractor(dictionaries));
  // The first call loads jieba's dictionary, a good part of a second: no customer should wait for it.
  pipeline.process('你好', 0, DEFAULT_TIME_ZONE);
  return {
    modelId: id,
    intents,
    scopeIntent: settings.scope.intent,
    parse: (text, { now, timeZone = DEFAULT_TIME_ZONE }) => pipeline.process(text, now, timeZone),
    dictionaryId: createHash('sha256').update(JSON.stringify(words)).digest('hex'),
    segment: (text) => segmenter.cut(text),
    title: (intent) => titles[intent] ?? intent,
  };
}
