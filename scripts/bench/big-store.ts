import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { Client } from 'pg';
import { SystemClock } from '../../src/clock';
import { MessageIndexer } from '../../src/engine/message-indexer';
import { SILENT_LOGGER } from '../../src/logger';
import type { Database } from '../../src/store/database';
import { migrate } from '../../src/store/migrate';
import { PostgresDatabase } from '../../src/store/postgres/postgres-database';
import { SqlStore } from '../../src/store/sql-store';
import { SqliteDatabase } from '../../src/store/sqlite/sqlite-database';
import { ChatTexts } from './big-store/chat-texts';
import { analyze, filledBefore, fillStore, forgetDurability, type Filled } from './big-store/fill';
import { measureInbox, measureOpen, measureSearch } from './big-store/measure';
import { calibrate } from './figures';

// Opening, inbox and search over a big store:
//   npx tsx scripts/bench/big-store.ts [N] [--postgres URL] [--seed S] [--keep NAME]
// N messages are filled in and indexed first. NAME is a folder, or a schema in PostgreSQL, that is kept and used again;
// without it everything is dropped at the end.
const END = Date.parse('2026-11-22T12:00:00+08:00');
const BATCH = { events: 2000, conversations: 500 };

interface Opened {
  database: Database;
  size(): Promise<number>;
  drop(): Promise<void>;
}

function openSqlite(keep: string | undefined): Opened {
  const dir = keep ?? mkdtempSync(join(tmpdir(), 'tongda-big-'));
  const file = join(dir, 'tongda.db');
  const database = new SqliteDatabase(file);
  return {
    database,
    size: async () => statSync(file).size,
    drop: async () => {
      await database.close();
      if (keep === undefined) rmSync(dir, { recursive: true });
    },
  };
}

async function openPostgres(url: string, keep: string | undefined): Promise<Opened> {
  const schema = keep ?? `bench_${randomBytes(4).toString('hex')}`;
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create schema if not exists ${schema}`);
  const database = new PostgresDatabase(url, schema);
  return {
    database,
    size: async () => {
      const { rows } = await sql<{ bytes: number }>`
        select sum(pg_total_relation_size(oid))::bigint as bytes from pg_class
        where relnamespace = current_schema()::regnamespace and relkind = 'r'`.execute(database.admin);
      return rows[0]?.bytes ?? 0;
    },
    drop: async () => {
      await database.close();
      if (keep === undefined) await admin.query(`drop schema ${schema} cascade`);
      await admin.end();
    },
  };
}

async function fill(opened: Opened, texts: ChatTexts, messages: number): Promise<Filled> {
  const { database } = opened;
  const before = await filledBefore(database);
  if (before.messages > 0) return before;
  const megabytes = async (): Promise<string> => `${((await opened.size()) / 1e6).toFixed(0)} MB`;
  const filling = performance.now();
  const filled = await fillStore(database, texts, messages, END);
  say(`filled in ${((performance.now() - filling) / 1000).toFixed(0)} s, ${await megabytes()}`);
  const indexing = performance.now();
  const indexer = new MessageIndexer(new SqlStore(database), new SystemClock(), SILENT_LOGGER, BATCH);
  await indexer.indexAll();
  const seconds = (performance.now() - indexing) / 1000;
  await analyze(database);
  say(`indexed ${(filled.messages / seconds).toFixed(0)} messages/s, now ${await megabytes()}`);
  return filled;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      postgres: { type: 'string' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'string' },
    },
    allowPositionals: true,
  });
  say(calibrate());
  const { postgres, keep } = values;
  const opened = postgres === undefined ? openSqlite(keep) : await openPostgres(postgres, keep);
  const { database } = opened;
  try {
    await migrate(database);
    await forgetDurability(database);
    const store = new SqlStore(database);
    const texts = new ChatTexts(Number(values.seed));
    const filled = await fill(opened, texts, Number(positionals[0] ?? 1_000_000));
    say(
      `${database.dialect}: ${filled.messages} messages, ${filled.events} events in ${filled.ids.length} ` +
        `conversations (${filled.long.length} of 50,000), seed ${values.seed}`,
    );
    await measureOpen(store, texts, filled);
    await measureInbox(store, texts, END);
    await measureSearch(store, texts, filled, END);
  } finally {
    await opened.drop();
  }
  say(calibrate());
}

void main();
