import { z } from 'zod';
import { NLU_SETTINGS } from './corpus/settings';
import type { DictionaryEntry } from './entities/dictionary';
import type { FeatureResources } from './features/feature-extractor';
import { Homophones } from './homophones';
import { getJson, toJson, type ModelFiles } from './model-files';
import { NodeNlpVoter } from './node-nlp-voter';
import { ScopeFeatures, type GeneralWords } from './scope-features';
import { Voters } from './voters';

const FILE = 'model.json';

/** What is known of a model besides the weights of its components. */
const DESCRIPTION = z.object({
  intents: z.array(z.string()).min(1),
  titles: z.record(z.string(), z.string()),
  settings: NLU_SETTINGS,
  vote: z.object({ first: z.array(z.number()), pinyin: z.array(z.number()).optional() }),
  scope: z.object({ weights: z.array(z.number()), threshold: z.number() }),
  /** Alias and canonical word. */
  synonyms: z.array(z.tuple([z.string(), z.string()])),
  regexes: z.array(z.object({ name: z.string(), pattern: z.string() })),
  dictionaries: z.array(
    z.object({
      type: z.custom<DictionaryEntry['type']>((value) => typeof value === 'string'),
      canonical: z.string(),
      aliases: z.array(z.string()),
    }),
  ),
  /** The segmenter's own words. */
  words: z.array(z.string()),
  /** The training utterances, by their number in the neighbour voter. */
  examples: z.array(z.string()),
});

export type ModelDescription = z.infer<typeof DESCRIPTION>;

/** A trained model in memory. */
export interface NluModel {
  description: ModelDescription;
  voters: Voters;
  scope: ScopeFeatures;
  homophones: Homophones;
  pinyin?: NodeNlpVoter;
}

/** The files of a model. */
export function saveModel(model: NluModel): ModelFiles {
  return new Map([
    [FILE, toJson(model.description)],
    ...model.voters.save(),
    ...model.scope.save(),
    ...model.homophones.save(),
    ...(model.pinyin?.save() ?? []),
  ]);
}

/** A model from its files. Throws `model_broken`. */
export function restoreModel(files: ModelFiles, general: GeneralWords): NluModel {
  const description = getJson(files, FILE, DESCRIPTION);
  const { intents, settings, vote } = description;
  return {
    description,
    voters: Voters.load(files, intents.length, settings),
    scope: ScopeFeatures.load(files, general),
    homophones: Homophones.load(files, (word) => general.has(word)),
    ...(vote.pinyin ? { pinyin: NodeNlpVoter.load(files, intents) } : {}),
  };
}

/** The synonyms and patterns of a model, ready for feature extraction. */
export function featureResources(
  description: Pick<ModelDescription, 'synonyms' | 'regexes'>,
): FeatureResources {
  return {
    synonyms: new Map(description.synonyms),
    regexes: description.regexes.map(({ name, pattern }) => ({ name, pattern: new RegExp(pattern, 'u') })),
  };
}
