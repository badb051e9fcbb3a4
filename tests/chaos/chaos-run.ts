import { Random } from '../support/random';
import { planStorm, type Fault } from './proxy/fault';
import type { ChaosProxy } from './proxy/chaos-proxy';
import type { DatabaseLog } from './readers/database-log';
import type { Reader } from './readers/reader';
import { sleep, until } from './until';

const STORM_MS = 6000;
const SETTLE_MS = 75_000;
const LOOK_EVERY_MS = 50;

/** One reader and the network before it. */
export interface Exposed {
  reader: Reader;
  proxy: ChaosProxy;
}

/** What became of a run; no complaints means that it held. */
export interface RunResult {
  complaints: string[];
  messages: number;
  faults: number;
  noticedAfterMs: number[];
  settledMs: number;
}

export interface RunPlan {
  seed: number;
  /** What is written on the page with this name, as its n-th message. */
  words: (reader: number, n: number) => string;
  /** Whether connections also die without a word, which takes half a minute to notice. */
  withHalfOpen: boolean;
}

/** Lets readers of one conversation write through a storm, waits until it is over, and compares with the database. */
export async function runChaos(
  exposed: readonly Exposed[],
  database: DatabaseLog,
  token: string,
  { seed, words, withHalfOpen }: RunPlan,
): Promise<RunResult> {
  const random = new Random(seed);
  let faults = 0;
  let calmAt = STORM_MS;
  const acts: Promise<void>[] = [];
  for (const [index, { reader, proxy }] of exposed.entries()) {
    const storm = planStorm(random, STORM_MS, withHalfOpen && index === seed % exposed.length);
    faults += storm.length;
    for (const { atMs, fault } of storm)
      calmAt = Math.max(calmAt, atMs + ('forMs' in fault ? fault.forMs : 0));
    proxy.storm(storm.filter(({ fault }) => fault.kind !== 'halfOpen'));
    for (const { atMs, fault } of storm) {
      if (fault.kind === 'halfOpen') acts.push(dieSilently({ reader, proxy }, atMs, fault));
    }
    acts.push(act(reader, random, (n) => words(index, n)));
  }
  const start = performance.now();
  await Promise.all(acts);
  await sleep(start + calmAt - performance.now());
  const readers = exposed.map(({ reader }) => reader);
  const begin = performance.now();
  const settled = await settle(readers, database, token);
  const settledMs = Math.round(performance.now() - begin);
  if (!settled)
    for (const reader of readers) reader.seen.complain(`has ${describe(reader)} and does not settle`);
  for (const reader of readers) await reader.loadAll();
  const log = database.of(token);
  // Marks may still have been on their way when all was quiet.
  const top = log.at(-1)?.seq ?? 0;
  await until('everybody has what the database has', SETTLE_MS, () =>
    readers.every(({ cursor }) => cursor >= top),
  );
  for (const [index, event] of log.entries()) {
    if (event.seq !== index + 1) readers[0]?.seen.complain(`the database has ${event.seq} at ${index + 1}`);
  }
  for (const reader of readers) {
    reader.compare(log);
    for (const complaint of broken(reader, log)) reader.seen.complain(complaint);
  }
  return {
    complaints: readers.flatMap(({ seen }) => seen.complaints),
    messages: readers.reduce((sum, { written }) => sum + written.length, 0),
    faults,
    noticedAfterMs: readers.flatMap(({ stale }) => stale.noticedAfterMs),
    settledMs,
  };
}

/** Lets the connection die once there is one that the page believes in. */
async function dieSilently({ reader, proxy }: Exposed, atMs: number, fault: Fault): Promise<void> {
  await sleep(atMs);
  await until('there is a connection to die', SETTLE_MS, () => reader.isOnline);
  reader.stale.died();
  proxy.strike(fault);
}

/** What the person does during the storm: writes, reads, and opens the page anew. */
async function act(reader: Reader, random: Random, words: (n: number) => string): Promise<void> {
  const times = Array.from({ length: random.between(6, 12) }, () => random.between(0, STORM_MS));
  const reloadAt = random.chance(0.4) ? random.between(0, STORM_MS) : Number.POSITIVE_INFINITY;
  let reloaded = false;
  const start = performance.now();
  for (const [n, at] of times.toSorted((a, b) => a - b).entries()) {
    await sleep(start + at - performance.now());
    if (!reloaded && at > reloadAt) {
      reader.reload();
      reloaded = true;
    }
    reader.say(words(n));
    reader.read();
  }
  await sleep(start + STORM_MS - performance.now());
}

/** Until every page has everything and nothing unsent. */
async function settle(readers: readonly Reader[], database: DatabaseLog, token: string): Promise<boolean> {
  const deadline = performance.now() + SETTLE_MS;
  while (performance.now() < deadline) {
    for (const reader of readers) reader.tapAgain();
    const quiet = readers.every(({ isOnline, unsent, stale }) => isOnline && unsent === 0 && !stale.isFooled);
    if (quiet) {
      const top = database.top(token);
      if (readers.every(({ cursor }) => cursor >= top)) return true;
    }
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** What this side wrote must be in the log once, in the order of writing, and whatever was shown as sent. */
function broken(reader: Reader, log: ReturnType<DatabaseLog['of']>): string[] {
  const texts = log.flatMap((event) =>
    reader.isOwn(event) && 'text' in event.body ? [event.body.text] : [],
  );
  const own = new Set(reader.written);
  const arrived = texts.filter((text) => own.has(text));
  const inOrder = reader.written.filter((text) => !reader.tappedAgain.has(text));
  return [
    ...reader.written.filter((text) => !arrived.includes(text)).map((text) => `${text} is lost`),
    ...arrived
      .filter((text, index) => arrived.indexOf(text) !== index)
      .map((text) => `${text} is twice in the log`),
    ...[...reader.promised]
      .filter((text) => !texts.includes(text))
      .map((text) => `${text} was shown as sent`),
    ...(JSON.stringify(arrived.filter((text) => !reader.tappedAgain.has(text))) === JSON.stringify(inOrder)
      ? []
      : [`wrote ${inOrder.join()} and the log has ${arrived.join()}`]),
  ];
}

function describe({ isOnline, unsent, cursor, stale }: Reader): string {
  return JSON.stringify({ isOnline, unsent, cursor, isFooled: stale.isFooled });
}
