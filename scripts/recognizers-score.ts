import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { date } from '../src/nlu/entities/date';
import { dateTime } from '../src/nlu/entities/date-time';
import { duration } from '../src/nlu/entities/duration';
import { createEntityExtractor, recognizerInput } from '../src/nlu/entities/extract';
import { money } from '../src/nlu/entities/money';
import { number } from '../src/nlu/entities/number';
import { percent } from '../src/nlu/entities/percent';
import { phone } from '../src/nlu/entities/phone';
import type { Recognizer } from '../src/nlu/entities/recognizer';
import { readSource } from '../src/nlu/entities/source-text';
import { time } from '../src/nlu/entities/time';
import type { EntityType } from '../src/nlu/interpretation';

/**
 * `tsx scripts/recognizers-score.ts FOLDER` reads FOLDER/*.jsonl, specs in the format of Microsoft Recognizers-Text,
 * and prints for each of our types the share of specs whose spans and values are all right: by the type's own
 * recogniser, and by the whole extractor, where a longer entity hides a number inside it.
 */
const Value = z.looseObject({
  value: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
});
const Spec = z.looseObject({
  spec: z.string(),
  text: z.string(),
  reference: z.string().nullish(),
  results: z.array(
    z.looseObject({
      Text: z.string(),
      TypeName: z.string(),
      Start: z.number().optional(),
      Resolution: z
        .looseObject({
          value: z.string().nullish(),
          isoCurrency: z.string().optional(),
          values: z.array(Value).optional(),
        })
        .nullish(),
    }),
  ),
});
type Spec = z.infer<typeof Spec>;
type Result = Spec['results'][number];

interface Found {
  entity: EntityType;
  start: number;
  end: number;
  value: string | number;
}

const RECOGNIZERS: Partial<Record<EntityType, Recognizer>> = {
  number,
  percent,
  money,
  phone,
  date,
  time,
  date_time: dateTime,
  duration,
};
const TYPES: Record<string, EntityType> = {
  number: 'number',
  percentage: 'percent',
  currency: 'money',
  phonenumber: 'phone',
  'datetimeV2.date': 'date',
  'datetimeV2.daterange': 'date',
  'datetimeV2.time': 'time',
  'datetimeV2.datetime': 'date_time',
  'datetimeV2.duration': 'duration',
};
/** The type that a spec without any result speaks about. */
const EMPTY: Record<string, EntityType> = {
  NumberModel: 'number',
  PercentModel: 'percent',
  CurrencyModel: 'money',
  PhoneNumberModel: 'phone',
  DateTimeModel: 'date',
};
const ZONE = 'UTC';
const extract = createEntityExtractor([]);

function typeOf(spec: Spec): EntityType | undefined {
  const [first, ...others] = new Set(spec.results.map((result) => TYPES[result.TypeName]));
  if (spec.results.length === 0) return EMPTY[spec.spec];
  const foreign = spec.results.some((result) => (result.Resolution?.isoCurrency ?? 'CNY') !== 'CNY');
  return others.length > 0 || foreign ? undefined : first;
}

function alone(recognize: Recognizer, text: string, now: number): Found[] {
  const source = readSource(text);
  return recognize(recognizerInput(source.text, now, ZONE)).map((found) => ({
    ...found,
    start: source.starts[found.start]!,
    end: source.ends[found.end - 1]!,
  }));
}

function passes(spec: Spec, found: readonly Found[]): boolean {
  let from = 0;
  return (
    found.length === spec.results.length &&
    spec.results.every((result, index) => {
      const start = result.Start ?? spec.text.indexOf(result.Text, from);
      from = start + result.Text.length;
      const entity = found[index]!;
      return entity.start === start && entity.end === start + result.Text.length && sameValue(entity, result);
    })
  );
}

function sameValue({ entity, value }: Found, { Resolution }: Result): boolean {
  const values = Resolution?.values ?? [];
  switch (entity) {
    case 'number':
    case 'percent':
    case 'money': {
      const expected = parseFloat(Resolution?.value ?? '');
      return Math.abs(Number(value) - expected) <= Math.abs(expected) * 1e-9;
    }
    case 'phone':
      return true;
    case 'duration':
      return values.some((each) => Number(each.value) === seconds(String(value)));
    case 'date_time':
      return values.some((each) => each.value?.slice(0, 16).replace(' ', 'T') === value);
    case 'time':
      return values.some((each) => each.value?.slice(0, 5) === value);
    default:
      return values.some((each) => each.value === value || rangeText(each.start, each.end) === value);
  }
}

/** Their ranges end before `end`, ours with their last day. */
function rangeText(start?: string, end?: string): string | undefined {
  if (!start || !end) return undefined;
  return `${start}/${new Date(Date.parse(end) - 86_400_000).toISOString().slice(0, 10)}`;
}

/** A year of 365 days and a month of 30, as their specs count. */
function seconds(duration_: string): number {
  const match =
    /^P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(
      duration_,
    );
  const lengths = [365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1];
  return lengths.reduce((sum, length, at) => sum + length * Number(match?.[at + 1] ?? 0), 0);
}

function readSpecs(folder: string): Spec[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return files.flatMap((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    return lines.flatMap((line, index) => {
      if (line.trim() === '') return [];
      const spec = Spec.safeParse(JSON.parse(line));
      if (!spec.success) throw new Error(`${name}:${index + 1}: ${z.prettifyError(spec.error)}`);
      return [spec.data];
    });
  });
}

function main(folder: string | undefined): void {
  if (folder === undefined) {
    process.stderr.write('usage: tsx scripts/recognizers-score.ts FOLDER [--misses]\n');
    process.exitCode = 2;
    return;
  }
  const tally = new Map<EntityType, { specs: number; alone: number; whole: number }>();
  for (const spec of readSpecs(folder)) {
    const type = typeOf(spec);
    const recognize = type && RECOGNIZERS[type];
    if (!recognize) continue;
    const now = Date.parse(`${spec.reference ?? '2024-05-15T10:00:00'}Z`);
    const found = alone(recognize, spec.text, now);
    const own = passes(spec, found);
    const whole = passes(
      spec,
      extract(spec.text, now, ZONE).filter((entity) => entity.entity === type),
    );
    const row = tally.get(type) ?? { specs: 0, alone: 0, whole: 0 };
    tally.set(type, {
      specs: row.specs + 1,
      alone: row.alone + Number(own),
      whole: row.whole + Number(whole),
    });
    if (process.argv.includes('--misses') && !(own && whole)) {
      const told = found
        .map(({ start, end, value }) => `${spec.text.slice(start, end)}=${value}`)
        .join(' | ');
      process.stdout.write(`${type} ${own ? 'hidden' : 'missed'}: ${spec.text} → ${told}\n`);
    }
  }
  for (const [type, { specs, alone: own, whole }] of tally) {
    const share = (count: number): string => (count / specs).toFixed(3);
    process.stdout.write(
      `${type.padEnd(10)} ${String(specs).padStart(4)} specs  alone ${share(own)}  extractor ${share(whole)}\n`,
    );
  }
}

main(process.argv[2]);
