import type BetterSqlite3 from 'better-sqlite3';
import { beginImmediate } from './begin-immediate';
import type {
  CompiledQuery,
  DatabaseConnection,
  DatabaseIntrospector,
  Dialect,
  DialectAdapter,
  Driver,
  Kysely,
  QueryCompiler,
  QueryResult,
} from 'kysely';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';

/**
 * Kysely's own SQLite driver prepares every statement anew and sends a deferred `begin`, which fails with
 * SQLITE_BUSY beside another writer. This one caches statements by their text and begins IMMEDIATE.
 */
class CachedConnection implements DatabaseConnection {
  private readonly statements = new Map<string, BetterSqlite3.Statement>();

  constructor(private readonly db: BetterSqlite3.Database) {}

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return Promise.resolve(this.run<R>(query as CompiledQuery<R>));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Runs a query at once. */
  run<R>(query: CompiledQuery<R>): QueryResult<R> {
    let statement = this.statements.get(query.sql);
    if (!statement) {
      statement = this.db.prepare(query.sql);
      if (this.statements.size >= 500) this.statements.clear();
      this.statements.set(query.sql, statement);
    }
    if (statement.reader) return { rows: statement.all(query.parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(query.parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // oxlint-disable-next-line require-yield -- the interface asks for a generator; nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported');
  }
}

class CachedDriver implements Driver {
  constructor(
    private readonly db: BetterSqlite3.Database,
    private readonly connection: CachedConnection,
  ) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.connection;
  }

  async beginTransaction(): Promise<void> {
    await beginImmediate(this.db.prepare('BEGIN IMMEDIATE'));
  }

  async commitTransaction(): Promise<void> {
    this.db.exec('COMMIT');
  }

  async rollbackTransaction(): Promise<void> {
    this.db.exec('ROLLBACK');
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.db.close();
  }
}

/**
 * Kysely takes SQLite for a database without transactional DDL and commits every statement of a migration on its own: one
 * that is cut short would fail at each later start, at the table that it has made already. SQLite can do it.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely over one open better-sqlite3 database. */
export class CachedSqliteDialect implements Dialect {
  /** The only connection. */
  readonly connection: CachedConnection;

  constructor(private readonly db: BetterSqlite3.Database) {
    this.connection = new CachedConnection(db);
  }

  createDriver(): Driver {
    return new CachedDriver(this.db, this.connection);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}
