import type { Command } from 'commander';
import { z } from 'zod';
import { readConfig } from '../config';
import { TongdaError } from '../errors';
import type { MoveStage } from '../store/move/move-parts';
import { abandonMove, moveStore } from '../store/move/store-move';
import { showCopyProgress } from './copy-progress';

const STAGES: Record<MoveStage, string> = {
  copy: '复制数据',
  index: '建立索引',
  changes: '追赶新数据',
  waiting: '已追上，等待服务停止',
  verify: '核对两边的数据',
};

const TARGET = z.url({ protocol: /^postgres(ql)?$/ });

interface Options {
  to?: string;
  follow?: boolean;
  restart?: boolean;
  abandon?: boolean;
  data?: string;
  json?: boolean;
}

/** Adds `tongda migrate-store`. The server may run until the last step. */
export function register(program: Command): void {
  program
    .command('migrate-store')
    .description('把 SQLite 的数据迁移到 PostgreSQL，期间服务可以继续运行 / move from SQLite to PostgreSQL')
    .option('--to <url>', '目标数据库，postgres://…；须为空')
    .option('--follow', '追上后继续同步，等服务停止后自动完成')
    .option('--restart', '丢弃目标中没有完成的迁移，重新开始')
    .option('--abandon', '放弃迁移，继续使用 SQLite')
    .option('--data <dir>', '数据目录（TONGDA_DATA）')
    .option('--json', '结果以 JSON 输出')
    .addHelpText(
      'after',
      '\n随时可以中断，再次运行即从中断处继续。最后一步需要服务停止；没有停止时退出码为 1。',
    )
    .action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  const { dataDir } = readConfig(options.data === undefined ? {} : { TONGDA_DATA: options.data });
  if (options.abandon) {
    const { wasMoved } = await abandonMove(dataDir);
    const text = wasMoved
      ? '已恢复使用 SQLite；迁移完成之后写入 PostgreSQL 的内容不在其中。'
      : '已放弃迁移，SQLite 不受影响。';
    process.stdout.write(options.json ? `${JSON.stringify({ abandoned: true, wasMoved })}\n` : `${text}\n`);
    return;
  }
  const to = TARGET.safeParse(options.to);
  if (!to.success) return command.error('error: --to postgres://…');
  await move(dataDir, to.data, options);
}

async function move(dataDir: string, targetUrl: string, { follow, restart, json }: Options): Promise<void> {
  const progress = showCopyProgress();
  try {
    const result = await moveStore({
      dataDir,
      targetUrl,
      follow: follow ?? false,
      restart,
      onMove: ({ stage, ...rest }) => progress.update({ stage: STAGES[stage], ...rest }),
    });
    progress.stop();
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    if (!result.finished) {
      throw new TongdaError(
        'data_in_use',
        'the copy is up to date; stop the server and run this again, or use --follow',
      );
    }
    if (json) return;
    const counts =
      result.rows && `（${result.rows.conversation} 个会话，${result.rows.event} 条记录，两边核对一致）`;
    process.stdout.write(
      `迁移完成${counts ?? ''}。请设置 DATABASE_URL 后启动；原来的 SQLite 文件已停用，可作为备份保留。\n`,
    );
  } finally {
    progress.stop();
  }
}
