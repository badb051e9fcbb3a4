// Runs in a process of its own below `shim.c`: opens the store as the server does, writes without end, and tells what is
// acknowledged through a file that stands in the same trace as the database. It is killed by its parent.
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { SystemClock } from '../../../src/clock';
import { ChatService } from '../../../src/engine/chat-service';
import { TrackerCache } from '../../../src/engine/tracker-cache';
import { DataLock } from '../../../src/store/data-lock';
import { migrate } from '../../../src/store/migrate';
import { openDatabase } from '../../../src/store/open-database';
import { SqlStore } from '../../../src/store/sql-store';
import { Random } from '../../support/random';
import { sleep } from '../until';
import { textOf, type Acknowledged, type ChildPlan } from './child-plan';

const WRITERS = 12;
const VISITORS = 30;
const LONGEST_TEXT = 1500;

async function main(): Promise<void> {
  const plan = JSON.parse(process.argv[2] ?? '{}') as ChildPlan;
  const random = new Random(plan.seed);
  const acknowledgements = openSync(join(plan.root, 'acknowledged'), 'w');
  const acknowledge = (what: Acknowledged): void => {
    writeSync(acknowledgements, `${JSON.stringify(what)}\n`);
  };
  const dataDir = join(plan.root, 'var', 'data');
  DataLock.acquire(dataDir);
  let written = 0;
  for (;;) {
    const database = openDatabase({ dataDir });
    // For the control run only: what the harness must find out.
    if (plan.synchronous === 'normal') await sql`pragma synchronous = normal`.execute(database.admin);
    await migrate(database);
    const store = new SqlStore(database);
    acknowledge({ kind: 'migrated', logEpoch: await store.logEpoch() });
    const chat = new ChatService(store, new TrackerCache(), new SystemClock());
    const end = Date.now() + plan.reopenAfterMs;
    const write = async (): Promise<void> => {
      while (Date.now() < end) {
        const [id, length] = [`message-${++written}`, random.between(1, LONGEST_TEXT)];
        const visitorId = `visitor-${random.between(1, VISITORS)}`;
        const text = textOf(id, length);
        const message = { channel: 'web', visitorId, clientId: id, text, gatherMs: 0 };
        const { seq, conversationId } = await chat.receive(message);
        acknowledge({ kind: 'message', conversationId, seq, id, length });
        if (random.chance(0.1)) await sleep(random.between(0, 4));
      }
    };
    const writers = Array.from({ length: WRITERS }, write);
    if (plan.vacuumAfterMs !== undefined) {
      await sleep(plan.vacuumAfterMs);
      vacuum(join(dataDir, 'tongda.db'));
    }
    await Promise.all(writers);
    await database.close();
  }
}

/** As an administrator does it by hand, beside the running server. */
function vacuum(file: string): void {
  const db = new BetterSqlite3(file, { timeout: 10_000 });
  db.pragma('synchronous = FULL');
  db.exec('VACUUM');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

void main();
