import type BetterSqlite3 from 'better-sqlite3';
import type { Key, TableShape } from '../copy/table-shape';

/** Which rows of a SQLite database have changed since it was installed, by their keys. */
const CHANGES = 'store_move_change';
const TRIGGER = 'store_move_';
const MAX_KEY_COLUMNS = 3;
const FORGET_AT_ONCE = 2000;

/**
 * Notes the key of every row that anybody inserts, changes or deletes from now on, by triggers: a server that runs
 * need not know. A trigger must never fail the write that it belongs to, so its table has no constraint, no index
 * and no types; and triggers and table come and go in one transaction.
 */
export function installChangeLog(db: BetterSqlite3.Database, shapes: readonly TableShape[]): void {
  db.transaction(() => {
    dropTriggers(db);
    db.exec(`create table if not exists ${CHANGES} (id integer primary key, tbl, k1, k2, k3)`);
    for (const shape of shapes) {
      const { name, key, columns } = shape;
      if (key.length > MAX_KEY_COLUMNS) throw new Error(`the key of ${name} has too many columns`);
      const note = (row: 'old' | 'new'): string => {
        const values = [...key.map((column) => `${row}."${column}"`), 'null', 'null'].slice(
          0,
          MAX_KEY_COLUMNS,
        );
        return `insert into ${CHANGES} (tbl, k1, k2, k3) values ('${name}', ${values.join(', ')});`;
      };
      const tuple = (row: 'old' | 'new', names: readonly string[]): string =>
        `(${names.map((column) => `${row}."${column}"`).join(', ')})`;
      const changed = (names: readonly string[]): string =>
        `${tuple('old', names)} is not ${tuple('new', names)}`;
      const all = columns.map((column) => column.name);
      const triggers = [
        [`insert`, `after insert on "${name}"`, note('new')],
        [`delete`, `after delete on "${name}"`, note('old')],
        // A row may be written without a change, to lock it.
        [`update`, `after update on "${name}" when ${changed(all)}`, note('new')],
        [`rekey`, `after update on "${name}" when ${changed(key)}`, note('old')],
      ];
      for (const [event, when, action] of triggers) {
        db.exec(`create trigger ${TRIGGER}${name}_${event} ${when} begin ${action} end`);
      }
    }
  }).immediate();
}

/** Removes the change log, and the fence if there is one. */
export function removeChangeLog(db: BetterSqlite3.Database): void {
  db.transaction(() => {
    dropTriggers(db);
    db.exec(`drop table if exists ${CHANGES}`);
  }).immediate();
}

/** The newest change noted; 0 where there is none. */
export function lastChange(db: BetterSqlite3.Database): number {
  return db.prepare(`select coalesce(max(id), 0) from ${CHANGES}`).pluck().get() as number;
}

/** The keys of a table's rows that have changed up to a change, each once. */
export function changedKeys(db: BetterSqlite3.Database, shape: TableShape, upTo: number): Key[] {
  const columns = shape.key.map((_name, index) => `k${index + 1}`).join(', ');
  return db
    .prepare(`select distinct ${columns} from ${CHANGES} where tbl = ? and id <= ?`)
    .raw()
    .all(shape.name, upTo) as Key[];
}

/** Forgets the changes up to one, when they are safe at the target; in pieces, so that no other writer waits long. */
export function forgetChanges(db: BetterSqlite3.Database, upTo: number): void {
  const piece = db.prepare(
    `delete from ${CHANGES} where id in (select id from ${CHANGES} where id <= ? order by id limit ${FORGET_AT_ONCE})`,
  );
  while (piece.run(upTo).changes === FORGET_AT_ONCE);
}

/** From now on nobody changes these tables, not even a program that has had the database open. */
export function fenceTables(db: BetterSqlite3.Database, shapes: readonly TableShape[]): void {
  for (const { name } of shapes) {
    for (const event of ['insert', 'update', 'delete']) {
      db.exec(
        `create trigger ${TRIGGER}${name}_no_${event} before ${event} on "${name}"
         begin select raise(abort, 'store_moved'); end`,
      );
    }
  }
}

function dropTriggers(db: BetterSqlite3.Database): void {
  const names = db
    .prepare(`select name from sqlite_master where type = 'trigger' and name glob '${TRIGGER}*'`)
    .pluck()
    .all() as string[];
  for (const name of names) db.exec(`drop trigger "${name}"`);
}
