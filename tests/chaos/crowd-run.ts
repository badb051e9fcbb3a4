import type { Database } from '../../src/store/database';
import { Random } from '../support/random';
import { snapshot } from '../support/handoff-invariants';
import { checkFile, checkRows } from './check/check-database';
import { checkReaders, type Reading } from './check/check-readers';
import { checkTurns } from './check/check-turns';
import { checkWritten } from './check/check-written';
import { Crowd, type CrowdPlan } from './crowd/crowd';
import type { Ledger } from './crowd/ledger';
import { sleep, until } from './until';

export interface CrowdSetting {
  /** Where people connect: a server, or what stands before several. */
  url: string;
  /** The servers' database, opened beside them. */
  database: Database;
  crowd: CrowdPlan;
  seed: number;
  /** Makes trouble while people talk; the run is over when it has ended and all is written. */
  disturb: (crowd: Crowd) => Promise<void>;
  /** Called every few seconds while the run goes on. */
  progress?: (line: string) => void;
}

export interface CrowdOutcome {
  /** What must not have happened; empty when every promise was kept. */
  faults: string[];
  ledger: Ledger;
  events: number;
  /** Repetitions that the server knew for what they were: their message was stored before they were sent. */
  duplicatesRefused: number;
  /** From the first message to the last acknowledgement, in ms. */
  tookMs: number;
  readers: number;
}

const RUN_WITHIN_MS = 3_600_000;
/** Marks follow what they mark within a second. */
const QUIET_MS = 2500;
const PROGRESS_EVERY_MS = 5000;

/** Lets a crowd talk while somebody makes trouble, waits until all is quiet, and compares everybody with the database. */
export async function runCrowd(setting: CrowdSetting): Promise<CrowdOutcome> {
  const { database, url, seed } = setting;
  const crowd = new Crowd(url, setting.crowd, new Random(seed));
  const { ledger } = crowd;
  const ticker = setInterval(
    () => setting.progress?.(`${ledger.acknowledged} acknowledged, ${ledger.open} open`),
    PROGRESS_EVERY_MS,
  );
  try {
    await crowd.arrive(database);
    const start = Date.now();
    crowd.talk();
    let failure: unknown;
    const trouble = setting.disturb(crowd).catch((error: unknown) => {
      failure = error;
    });
    await until('all is written', RUN_WITHIN_MS, () => crowd.isDone || failure !== undefined);
    await trouble;
    if (failure !== undefined) throw failure;
    const tookMs = Date.now() - start;
    crowd.rest();
    const restless = await settle(crowd, database, setting.crowd.settleWithinMs);
    const state = await snapshot(database);
    const readings = readingsOf(crowd);
    const faults = [
      ...restless,
      ...ledger.contradictions,
      ...checkWritten(ledger, state.events),
      ...checkRows(state),
      ...checkTurns(state.events, setting.crowd.botAnswers),
      ...checkReaders(readings, state.events),
      ...(await checkFile(database)),
    ];
    const committedAt = new Map<string, number>();
    for (const log of state.events.values()) {
      for (const { clientId, at } of log) if (clientId !== undefined) committedAt.set(clientId, at);
    }
    const duplicates = ledger.written.filter(
      ({ clientId, attempts, lastSentAt }) =>
        attempts > 1 && (committedAt.get(clientId) ?? Number.POSITIVE_INFINITY) < lastSentAt,
    );
    return {
      faults,
      ledger,
      events: [...state.events.values()].reduce((sum, log) => sum + log.length, 0),
      duplicatesRefused: duplicates.length,
      tookMs,
      readers: readings.length,
    };
  } finally {
    clearInterval(ticker);
    crowd.leave();
  }
}

/** Waits until nothing is under way and the logs grow no more; what is still restless then is a fault. */
async function settle(crowd: Crowd, database: Database, withinMs: number): Promise<string[]> {
  try {
    await until('everything is acknowledged', withinMs, () => crowd.isSettled && crowd.allCaughtUp());
    let before = '';
    let since = Date.now();
    await until('the logs grow no more', withinMs, async () => {
      const now = await stateOf(database);
      if (now !== before || !crowd.isSettled) since = Date.now();
      before = now;
      await sleep(200);
      return Date.now() - since > QUIET_MS && !now.startsWith('turns');
    });
    const tops = await topsOf(database);
    await until('every reader stands at the top', withinMs, () => allAtTop(crowd, tops));
    return [];
  } catch (error) {
    return [`restless: ${(error as Error).message}`];
  }
}

async function stateOf(database: Database): Promise<string> {
  return database.read(async (db) => {
    const due = await db.selectFrom('due_work').select('ref').where('kind', '=', 'turn').execute();
    const { total } = await db
      .selectFrom('conversation')
      .select((eb) => eb.fn.sum<number>('last_seq').as('total'))
      .executeTakeFirstOrThrow();
    return due.length > 0 ? `turns ${due.length} ${total}` : String(total);
  });
}

async function topsOf(database: Database): Promise<Map<string, number>> {
  const rows = await database.read((db) =>
    db.selectFrom('conversation').select(['id', 'last_seq']).execute(),
  );
  return new Map(rows.map((row) => [row.id, row.last_seq]));
}

function allAtTop(crowd: Crowd, tops: ReadonlyMap<string, number>): boolean {
  return readingsOf(crowd).every(
    ({ conversationId, events, whole }) => !whole || events.at(-1)?.seq === tops.get(conversationId),
  );
}

/** What everybody holds. An agent is entitled to the whole of the chats that are assigned now. */
function readingsOf({ customers, onlookers, agents, supervisors }: Crowd): Reading[] {
  const readings: Reading[] = [...customers, ...onlookers].map(({ name, log }) => ({
    reader: name,
    conversationId: log.conversationId ?? '',
    side: 'customer',
    events: log.events,
    whole: true,
  }));
  for (const { desk, name } of agents) {
    const assigned = new Set(
      (desk.state?.chats ?? [])
        .filter(({ state }) => state === 'assigned')
        .map((chat) => chat.conversationId),
    );
    for (const [conversationId, { events }] of desk.logs) {
      const whole = assigned.has(conversationId);
      readings.push({ reader: name, conversationId, side: 'staff', events, whole });
    }
  }
  for (const { logs, name } of supervisors) {
    for (const [conversationId, { events }] of logs) {
      readings.push({ reader: name, conversationId, side: 'staff', events, whole: true });
    }
  }
  return readings;
}
