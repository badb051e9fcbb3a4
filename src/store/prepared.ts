import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Db } from './database';

/** Stands in a query for an argument that is given when it is run. */
class Placeholder {
  constructor(readonly index: number) {}
}

/** The place of an argument; fits wherever a value does. */
export type Place = (index: number) => never;

/** Runs a compiled query on the connection of a database, without a pool and its promises. */
type Runner = <R>(query: CompiledQuery<R>) => QueryResult<R>;

const runners = new WeakMap<Db, Runner>();

/** Lets prepared queries of a database that has one synchronous connection run on it at once. */
export function runDirectly(db: Db, runner: Runner): void {
  runners.set(db, runner);
}

/**
 * A query that is built and compiled once for each database and run with arguments. Building and compiling cost more
 * than SQLite needs for a small query: for those that every message needs.
 */
export class Prepared<A extends readonly unknown[], R> {
  private readonly compiled = new Map<unknown, CompiledQuery<R>>();

  /** `build` names the arguments by `place(0)`, `place(1)`, … */
  constructor(private readonly build: (db: Db, place: Place) => Compilable<R>) {}

  async run(db: Db, ...args: A): Promise<QueryResult<R>> {
    const key = db.getExecutor().adapter.constructor;
    let compiled = this.compiled.get(key);
    if (!compiled) {
      compiled = this.build(db, (index) => new Placeholder(index) as never).compile();
      this.compiled.set(key, compiled);
    }
    const parameters = compiled.parameters.map((value) =>
      value instanceof Placeholder ? args[value.index] : value,
    );
    const query = { ...compiled, parameters };
    const runner = runners.get(db);
    return runner ? runner(query) : db.executeQuery(query);
  }
}
