import { isSeen } from '../facts';
import { fail, ok, warn, type Check } from '../finding';

/** The schema of whichever database there is against `known`, the migrations that this program has. */
export function schemaCheck(known: readonly string[]): Check {
  return {
    name: 'schema',
    title: ['表结构版本', 'schema version'],
    judge({ sqlite, postgres }) {
      const database = postgres ?? sqlite;
      if (!isSeen(database)) return undefined;
      const had = new Set(database.migrations);
      const unknown = database.migrations.filter((name) => !known.includes(name));
      if (unknown.length > 0) {
        return fail(
          unknown.join(', '),
          '数据库来自更新的版本，这个程序读不了。请运行新版本，或恢复升级前的备份。',
          'The database comes from a newer version. Run that version, or restore the backup from before the upgrade.',
        );
      }
      const missing = known.filter((name) => !had.has(name));
      if (missing.length === 0) return ok(known.at(-1) ?? '');
      return warn(
        `+ ${missing.join(', ')}`,
        '下次启动时会升级表结构。请先备份。',
        'The next start brings the schema up to date. Make a backup first.',
      );
    },
  };
}
