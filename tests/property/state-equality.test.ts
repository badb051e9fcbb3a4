import fc from 'fast-check';
import { EVENT_KINDS, type ConversationEvent } from '../../src/conversation/event';
import { legalLogs, plausibleLogs, wildLogs } from '../support/conversation-logs';
import { EVENT_CASES, READERS, caseLog, type ReaderName } from './event-cases';

/** RUNS=10000 for the full form; SEED replays. */
const RUNS = Number(process.env.RUNS ?? 300);
const SEED = process.env.SEED === undefined ? undefined : Number(process.env.SEED);
const MOST = 60;
const LONG_MS = 600_000;

/** What happens to a reader on the way from its first connection to the end of the log. */
const step = fc.record({
  what: fc.constantFrom('deliver', 'deliver', 'deliver', 'lose', 'repeat', 'top', 'reconnect', 'older'),
  count: fc.integer({ min: 1, max: 12 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const names = Object.keys(READERS) as ReaderName[];

/** A reader that was connected at `cut` and has lived through the steps. */
function staleReader(
  name: ReaderName,
  log: readonly ConversationEvent[],
  cut: number,
  steps: readonly Step[],
) {
  const reader = READERS[name](log);
  let sent = cut;
  reader.connect(cut);
  for (const { what, count } of steps) {
    const upTo = Math.min(log.length, sent + count);
    if (what === 'deliver') reader.deliver(log.slice(sent, upTo));
    if (what === 'repeat') reader.deliver(log.slice(Math.max(0, sent - count), upTo));
    if (what === 'top') reader.top(upTo);
    if (what === 'reconnect') reader.connect(upTo);
    if (what === 'older') reader.older();
    else sent = upTo;
  }
  reader.settle(log.length);
  // Whatever stands in the log no longer waits below it, wherever the loaded part begins.
  expect(reader.unsent()).toEqual([]);
  reader.complete();
  return reader;
}

function freshReader(name: ReaderName, log: readonly ConversationEvent[]) {
  const reader = READERS[name](log);
  reader.connect(log.length);
  reader.settle(log.length);
  reader.complete();
  return reader;
}

describe('a state that has gone stale, with the events since, is the fresh state', () => {
  const logs = fc.oneof(plausibleLogs(12), legalLogs(0, MOST), wildLogs(MOST));
  it.each(names)(
    '%s, whatever was lost, doubled or cut off',
    (name) => {
      fc.assert(
        fc.property(logs, fc.nat(MOST), fc.array(step, { maxLength: 12 }), (log, drawnCut, steps) => {
          fc.pre(log.length > 0);
          const cut = 1 + (drawnCut % log.length);
          const stale = staleReader(name, log, cut, steps);
          expect(stale.shown()).toEqual(freshReader(name, log).shown());
        }),
        { numRuns: RUNS, seed: SEED },
      );
    },
    LONG_MS,
  );
});

describe.each(EVENT_KINDS)('the event %s', (kind) => {
  const log = caseLog(kind);

  it.each(names)('takes a stale %s to the fresh state from every point', (name) => {
    const fresh = freshReader(name, log).shown();
    for (let cut = 1; cut <= log.length; cut += 1) {
      const rest = log.length - cut;
      for (const what of ['deliver', 'repeat', 'top', 'reconnect', 'lose'] as const) {
        const steps = rest > 0 ? [{ what, count: rest }] : [];
        expect([cut, what, staleReader(name, log, cut, steps).shown()]).toEqual([cut, what, fresh]);
      }
    }
  });

  it('changes exactly the states that it is said to change', () => {
    const changed = names.filter((name) => {
      const before = freshReader(name, log.slice(0, -1));
      return JSON.stringify(before.gist()) !== JSON.stringify(freshReader(name, log).gist());
    });
    expect(changed).toEqual(names.filter((name) => EVENT_CASES[kind].changes.includes(name)));
  });
});

it('every kind of event has a case of its own kind, and no kind is left out of the list', () => {
  expect(Object.keys(EVENT_CASES).toSorted()).toEqual(EVENT_KINDS.toSorted());
  for (const kind of EVENT_KINDS) expect(caseLog(kind).at(-1)?.body.kind).toBe(kind);
});
