import { jiebaFiles, readWordFrequencies } from '../text/jieba-dictionary';
import { DEFAULT_CACHE_FOLDER, NodejiebaSegmenter } from '../text/segmenter';
import { calibrate, usesPinyinVoter } from './calibration';
import type { Corpus } from './corpus/corpus';
import { dictionaryEntries, segmenterWords, synonymPairs } from './corpus/vocabulary';
import { readUtterance } from './features/utterance';
import { Homophones } from './homophones';
import { featureResources, type NluModel } from './model';
import { NodeNlpVoter } from './node-nlp-voter';
import { GeneralWords, ScopeFeatures } from './scope-features';
import { makeStrangers } from './strangers';
import { prepare, Voters } from './voters';

/** What training is doing now. */
export type TrainingStage = 'read' | 'classifiers' | 'pinyin' | 'calibration' | 'save';

/** Called often; `done` of `total` steps of the whole training. */
export type OnProgress = (progress: { stage: TrainingStage; done: number; total: number }) => void;

const MIN_STRANGERS = 60;

/** Trains a model in memory. Takes seconds of pure computing: not for a process that serves. */
export function trainInMemory(corpus: Corpus, onProgress: OnProgress = () => undefined): NluModel {
  const { settings } = corpus;
  const intents = [...new Set(corpus.examples.map(({ intent }) => intent))].toSorted();
  const labelOf = new Map(intents.map((intent, label) => [intent, label]));
  const labels = Int32Array.from(corpus.examples, ({ intent }) => labelOf.get(intent)!);
  const total = intents.length + settings.calibration.folds + 2;
  let done = 0;
  const advance = (stage: TrainingStage): void => onProgress({ stage, done: ++done, total });

  const words = segmenterWords(corpus);
  const segmenter = new NodejiebaSegmenter(words);
  const frequencies = readWordFrequencies(jiebaFiles(DEFAULT_CACHE_FOLDER).dict);
  const general = new GeneralWords(frequencies);
  const synonyms = synonymPairs(corpus);
  const regexes = corpus.regexes.map(({ name, pattern }) => ({ name, pattern }));
  const resources = featureResources({ synonyms, regexes });
  const read = (text: string) => prepare(readUtterance(text, segmenter), settings, resources);
  const prepared = corpus.examples.map(({ text }) => read(text));
  const scopeLabel = intents.indexOf(settings.scope.intent);
  const outside = corpus.examples.filter(({ intent }) => intent === settings.scope.intent).length;
  const strangers = makeStrangers(frequencies, Math.max(MIN_STRANGERS, outside), settings.seed).map(read);
  advance('read');

  const voters = Voters.train(prepared, labels, intents.length, settings, () => advance('classifiers'));
  const scope = ScopeFeatures.train(
    prepared.filter((_, i) => labels[i] !== scopeLabel).map(({ utterance }) => utterance),
    general,
  );
  const calibration = calibrate({
    prepared,
    labels,
    intents,
    settings,
    neverHeld: corpus.examples.map(({ fromArticle }) => fromArticle === true),
    general,
    strangers,
    onFold: () => advance('calibration'),
  });
  const pinyin = usesPinyinVoter(settings, prepared.length)
    ? NodeNlpVoter.train(
        prepared.map(({ utterance }) => utterance.compact),
        labels,
        intents,
        settings.pinyin_voter.iterations,
      )
    : undefined;
  advance('pinyin');
  const { vote, scope: scopeModel } = calibration;
  return {
    description: {
      intents,
      titles: corpus.titles,
      settings,
      vote: { first: [...vote.first], ...(vote.pinyin && { pinyin: [...vote.pinyin] }) },
      scope: scopeModel,
      synonyms,
      regexes,
      dictionaries: dictionaryEntries(corpus),
      words,
      examples: corpus.examples.map(({ text }) => text),
    },
    voters,
    scope,
    homophones: Homophones.train(
      prepared.map(({ utterance }) => utterance),
      words,
      (word) => general.has(word),
    ),
    ...(pinyin && vote.pinyin && { pinyin }),
  };
}
