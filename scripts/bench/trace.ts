import { join } from 'node:path';
import { ContentWatcher } from '../../src/engine/content-watcher';
import { SILENT_LOGGER } from '../../src/logger';
import { Metrics } from '../../src/telemetry/metrics';
import { OtlpSpans } from '../../src/telemetry/otlp-spans';
import { watchBrain } from '../../src/telemetry/watched-brain';
import { watchDatabase } from '../../src/telemetry/watched-database';
import {
  followTraces,
  inSpan,
  beginTrace,
  inTrace,
  NO_SPANS,
  type Spans,
  type TraceMode,
} from '../../src/trace';
import { databaseKinds } from '../../tests/support/databases';
import { buildEngine } from '../../tests/support/engine';
import { StubHttp } from '../../tests/support/stub-http';
import { calibrate, percentile } from './figures';
import { QUESTIONS } from './questions';

// What traces cost: CPU of a message and its turn (stored, understood, answered, committed), without sockets, which
// would only thin the share. The modes take turns within one process, some hundred milliseconds each, so that a noisy
// machine is noisy for all of them: `npx tsx scripts/bench/trace.ts [rounds]`.
const ROUNDS = Number(process.argv[2] ?? 60);
const MESSAGES = 40;

interface Mode {
  name: string;
  follow: TraceMode;
  spans: Spans;
  cpu: number[];
}

async function main(): Promise<void> {
  process.stdout.write(`${calibrate()}\n`);
  const collector = await StubHttp.start();
  const otlp = new OtlpSpans({ endpoint: collector.url, ratio: 0.01, version: '0' });
  const modes: Mode[] = [
    { name: 'off', follow: 'off', spans: NO_SPANS, cpu: [] },
    { name: 'sampled, 1 % sent', follow: 'sampled', spans: otlp, cpu: [] },
    { name: 'all followed, 1 % sent', follow: 'all', spans: otlp, cpu: [] },
  ];
  let spans: Spans = NO_SPANS;
  const current: Spans = {
    sample: () => spans.sample(),
    start: (...step) => spans.start(...step),
  };
  const metrics = new Metrics(false);
  const [sqlite] = databaseKinds();
  const test = await sqlite!.create();
  const watched = { ...test, database: watchDatabase(test.database, metrics, current) };
  const folders = {
    corpusDir: join(__dirname, '../../corpus'),
    modelsDir: join(__dirname, '../../models'),
    timeZone: 'Asia/Shanghai',
  };
  const content = await ContentWatcher.load(folders, SILENT_LOGGER);
  const engine = buildEngine(watched, watchBrain(content.brain, metrics, current));
  let count = 0;
  const round = async (mode: Mode): Promise<number> => {
    followTraces(mode.follow);
    spans = mode.spans;
    const before = process.cpuUsage();
    for (let index = 0; index < MESSAGES; index += 1) {
      count += 1;
      const say = (): Promise<unknown> =>
        engine.say(QUESTIONS[count % QUESTIONS.length] ?? '', `visitor-${count}`, 0);
      const trace = beginTrace(current.sample());
      const span = current.start('chat send', trace);
      await inTrace(span?.trace ?? trace, () => inSpan(current, 'receive', say));
      span?.end();
      await engine.sweeper.sweep();
    }
    const used = process.cpuUsage(before);
    return (used.user + used.system) / MESSAGES;
  };
  for (let turn = 0; turn < ROUNDS + 5; turn += 1) {
    // Another one begins each time.
    const order = modes.map((_, index) => modes[(index + turn) % modes.length]!);
    for (const mode of order) {
      const used = await round(mode);
      if (turn >= 5) mode.cpu.push(used);
    }
  }
  const median = (values: readonly number[]): number =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.5,
    );
  const [off] = modes;
  for (const { name, cpu } of modes) {
    const shares = cpu.map((used, index) => used / (off?.cpu[index] ?? Number.NaN) - 1);
    const share = (median(shares) * 100).toFixed(1);
    process.stdout.write(`${name}: ${median(cpu).toFixed(0)} us of CPU a message, ${share} % over off\n`);
  }
  await otlp.close();
  process.stdout.write(`requests to the collector: ${collector.requests.length}\n`);
  await content.close();
  await test.destroy();
  await collector.close();
}

void main();
