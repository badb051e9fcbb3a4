import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { DataLock } from '../../../src/store/data-lock';
import { migrate } from '../../../src/store/migrate';
import { openDatabase } from '../../../src/store/open-database';
import { SqlStore } from '../../../src/store/sql-store';
import { snapshot } from '../../support/handoff-invariants';
import { textOf, type Acknowledged } from './child-plan';

/** Starts the store on what a power cut has left, and compares it with what was acknowledged. Answers the faults. */
export async function checkImage(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  try {
    return await checkData(join(folder, 'var', 'data'), acknowledged);
  } catch (error) {
    return [`does not start: ${String(error)}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkData(dataDir: string, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const lock = DataLock.acquire(dataDir);
  const database = openDatabase({ dataDir });
  try {
    await migrate(database);
    const faults = await checkIntegrity();
    const logEpoch = await new SqlStore(database).logEpoch();
    const { events, conversations } = await snapshot(database);
    for (const { id, last_seq: lastSeq } of conversations) {
      const log = events.get(id) ?? [];
      if (log.length !== lastSeq || log.some(({ seq }, index) => seq !== index + 1))
        faults.push(`gap: in ${id}`);
    }
    for (const promise of acknowledged) {
      if (promise.kind === 'migrated') {
        if (promise.logEpoch !== logEpoch) faults.push(`lost: the database of epoch ${promise.logEpoch}`);
        continue;
      }
      const { conversationId, seq, id, length } = promise;
      const event = events.get(conversationId)?.[seq - 1];
      if (event?.clientId !== id) faults.push(`lost: ${id}, acknowledged as ${seq}`);
      else if (!('text' in event.body) || event.body.text !== textOf(id, length))
        faults.push(`changed: ${id}`);
    }
    await database.write((db) => db.insertInto('meta').values({ key: 'after', value: 'the cut' }).execute());
    return faults;
  } finally {
    await database.close();
    lock.release();
  }

  async function checkIntegrity(): Promise<string[]> {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(database.admin);
    return rows
      .map((row) => row.integrity_check)
      .flatMap((line) => (line === 'ok' ? [] : [`damaged: ${line}`]));
  }
}
