import { join } from 'node:path';
import { readCorpus } from '../../src/nlu/corpus-reader';
import { currentModelFolder } from '../../src/nlu/model-store';
import { loadNlu } from '../../src/nlu/nlu';
import { calibrate, describeLatencies, percentile } from './figures';

// Parse throughput of the published model, whole pipeline with entities, on one core: `npx tsx scripts/bench/parse.ts`.
const ROOT = join(__dirname, '../..');
const RUNS = 5;

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const bare = process.memoryUsage().rss;
  const start = performance.now();
  const nlu = await loadNlu(currentModelFolder(join(ROOT, 'models')));
  const loadMs = performance.now() - start;
  const texts = readCorpus(join(ROOT, 'corpus')).examples.map((example) => example.text);
  for (const text of texts.slice(0, 1000)) nlu.parse(text, { now: 0 });
  const rates: number[] = [];
  const latencies: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const from = performance.now();
    for (const text of texts) {
      const before = performance.now();
      nlu.parse(text, { now: 0 });
      latencies.push(performance.now() - before);
    }
    rates.push((texts.length / (performance.now() - from)) * 1000);
  }
  const median = percentile(
    rates.toSorted((a, b) => a - b),
    0.5,
  );
  const rss = (process.memoryUsage().rss - bare) / 1048576;
  process.stdout.write(
    `model ${nlu.modelId}: loaded in ${loadMs.toFixed(0)} ms, ${rss.toFixed(0)} MB above what was there\n` +
      `parse: median of ${RUNS} runs ${median.toFixed(0)} utterances/s; ${describeLatencies(latencies)}\n`,
  );
}

void main();
