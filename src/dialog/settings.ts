import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { TongdaError } from '../errors';
import { parseYaml } from './yaml-file';

const probability = z.number().min(0).max(1);
const name = z.string().trim().min(1).max(40);

/** What can be set about the dialog. */
export interface DialogSettings {
  /** Misses in a row after which a person takes over. */
  missesToHandoff: number;
  /** Confidence from which a complaint goes to a person instead of being answered. */
  complaintConfidence: number;
  /** Said alone, these ask for a person whatever the model thinks: our own texts tell customers to type them. */
  humanPhrases: string[];
  /** How far an article must be ahead of another confident intent, or behind it, not to be asked about. */
  conflictMargin: number;
  /** Articles to read next under an answer. */
  relatedArticles: number;
  /** Most things offered by a clarification, besides 都不是. */
  clarifyOptions: number;
  /** A hit is offered from this share of the best hit's score on. */
  clarifyShare: number;
  /** Longest text, in characters without punctuation, that can lean on the turn before. */
  followUpLength: number;
  /** Words that mean too many things when said alone, with the intents or articles to offer. */
  bareWords: ReadonlyMap<string, readonly string[]>;
  /** Labels of the buttons that every dialog has. */
  noneLabel: string;
  humanLabel: string;
}

const schema = z
  .strictObject({
    version: z.string().optional(),
    misses_to_handoff: z.number().int().min(1).max(10).default(2),
    complaint_confidence: probability.default(0.6),
    human_phrases: z.array(name).default(['转人工', '人工', '人工客服', '人工服务']),
    conflict_margin: probability.default(0.3),
    related_articles: z.number().int().min(0).max(5).default(3),
    clarify_options: z.number().int().min(1).max(6).default(3),
    clarify_share: probability.default(0.5),
    follow_up_length: z.number().int().min(0).max(50).default(8),
    bare_words: z.record(name, z.array(name).min(2).max(6)).default({}),
    none_label: name.default('都不是'),
    human_label: name.default('转人工'),
  })
  .transform((file): DialogSettings => ({
    missesToHandoff: file.misses_to_handoff,
    complaintConfidence: file.complaint_confidence,
    humanPhrases: file.human_phrases,
    conflictMargin: file.conflict_margin,
    relatedArticles: file.related_articles,
    clarifyOptions: file.clarify_options,
    clarifyShare: file.clarify_share,
    followUpLength: file.follow_up_length,
    bareWords: new Map(Object.entries(file.bare_words)),
    noneLabel: file.none_label,
    humanLabel: file.human_label,
  }));

/** Reads the text of a `dialog.yml`; every key has a default. Throws `corpus_invalid` with file and line. */
export function parseDialogSettings(source: string, file: string): DialogSettings {
  return parseYaml(source, file, schema).value;
}

/** Reads `dialog.yml`; the defaults where there is no such file. Throws `corpus_invalid` with file and line. */
export function readDialogSettings(file: string): DialogSettings {
  let source = '';
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new TongdaError('corpus_missing', file, { cause });
  }
  return parseDialogSettings(source, file);
}
