import type { Entity, EntityType } from '../interpretation';
import { bandwidth } from './bandwidth';
import { scanNumerals } from './chinese-number';
import { dataVolume } from './data-volume';
import { date } from './date';
import { dateTime } from './date-time';
import { dictionaryRecognizer } from './dictionary';
import type { DictionaryEntry } from './dictionary';
import { duration } from './duration';
import { email } from './email';
import { errorCode } from './error-code';
import { idNumber } from './id-number';
import { maskFixedExpressions } from './mask-fixed-expressions';
import { money } from './money';
import { number } from './number';
import { orderNumber } from './order-number';
import { percent } from './percent';
import { phone } from './phone';
import { place } from './place';
import { quantity } from './quantity';
import type { Recognizer, RecognizerInput } from './recognizer';
import { resolveConflicts } from './resolve-conflicts';
import { readSource } from './source-text';
import { time } from './time';

/** The names that `Entity.extractor` shows. */
const RECOGNIZERS: Record<string, Recognizer> = {
  phone,
  id_number: idNumber,
  money,
  data_volume: dataVolume,
  bandwidth,
  duration,
  date,
  time,
  date_time: dateTime,
  quantity,
  error_code: errorCode,
  order_number: orderNumber,
  email,
  number,
  percent,
  place,
};

/** Types whose value is the text as sent, neither folded nor simplified. */
const AS_WRITTEN = new Set<EntityType>(['place', 'order_number']);

/** Finds the entities of a text sent at `now` (ms), days being those of `timeZone` (IANA). */
export type EntityExtractor = (text: string, now: number, timeZone: string) => Entity[];

/** Folds `text` and scans its numbers: what every recogniser reads. */
export function recognizerInput(text: string, now: number, timeZone: string): RecognizerInput {
  const masked = maskFixedExpressions(text);
  return { text, masked, numerals: scanNumerals(masked), now, timeZone };
}

/**
 * Builds the extractor of all entity types; `dictionaries` are the names of plans, apps, devices and places.
 * Entities come in text order without overlap. Offsets are UTF-16 units of the text as sent, end exclusive.
 * Any string is accepted; only an unknown time zone throws (RangeError).
 */
export function createEntityExtractor(dictionaries: readonly DictionaryEntry[]): EntityExtractor {
  const recognizers = Object.entries({ ...RECOGNIZERS, dictionary: dictionaryRecognizer(dictionaries) });
  return (original, now, timeZone) => {
    const source = readSource(original);
    const input = recognizerInput(source.text, now, timeZone);
    // Conflicts are settled on the text as sent: one character of it may have become several (㎡).
    const found = recognizers.flatMap(([extractor, recognize]) =>
      recognize(input).map((recognition) => ({
        ...recognition,
        extractor,
        start: source.starts[recognition.start]!,
        end: source.ends[recognition.end - 1]!,
      })),
    );
    return resolveConflicts(found, original.length).map(
      ({ entity, start, end, value, confidence, extractor }) => ({
        entity,
        start,
        end,
        value: AS_WRITTEN.has(entity) ? original.slice(start, end) : value,
        confidence_entity: confidence,
        extractor,
      }),
    );
  };
}
