import type { Command } from 'commander';
import { readConfig } from '../config';
import { migrate } from '../store/migrate';
import { openDatabase } from '../store/open-database';
import { newLogEpoch, LOG_EPOCH, writeMeta } from '../store/store-state';

interface Options {
  newLogEpoch?: boolean;
  data?: string;
  json?: boolean;
}

/** Adds `tongda migrate`. */
export function register(program: Command): void {
  program
    .command('migrate')
    .description('把数据库升级到当前程序的结构 / bring the schema to this version')
    .option('--new-log-epoch', '更换日志纪元：用磁盘快照等方式把数据退回过去之后，让所有页面重新加载')
    .option('--data <dir>', '数据目录（TONGDA_DATA）')
    .option('--json', '结果以 JSON 输出')
    .addHelpText('after', '\n`tongda serve` 启动时也会自动升级。')
    .action(run);
}

async function run({ newLogEpoch: renew, data, json }: Options): Promise<void> {
  const database = openDatabase(readConfig(data === undefined ? {} : { TONGDA_DATA: data }));
  try {
    const migrations = await migrate(database);
    if (renew) await database.write((db) => writeMeta(db, LOG_EPOCH, newLogEpoch()));
    process.stdout.write(
      json
        ? `${JSON.stringify({ migrations, newLogEpoch: renew ?? false })}\n`
        : `${migrations.length === 0 ? '数据库结构已是最新' : `已执行：${migrations.join('、')}`}\n` +
            (renew ? '已更换日志纪元\n' : ''),
    );
  } finally {
    await database.close();
  }
}
