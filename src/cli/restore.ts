import type { Command } from 'commander';
import { readConfig, type Config } from '../config';
import { hasModel, publishModel } from '../nlu/model-store';
import { restoreBackup } from '../store/backup/backup-restorer';
import { showCopyProgress } from './copy-progress';

const STAGES = { verify: '核对备份', database: '恢复数据库' } as const;

interface Options {
  force?: boolean;
  content?: boolean;
  data?: string;
  json?: boolean;
}

/** Adds `tongda restore`. The server must not run. */
export function register(program: Command): void {
  program
    .command('restore <dir>')
    .description('从备份恢复，服务须先停止 / bring a backup back; the server must be stopped')
    .option('--force', '目标已有会话时仍然恢复；原来的数据库改名保留，不会删除')
    .option('--content', '语料和发布的模型也换成备份里的；原来的语料改名保留')
    .option('--data <dir>', '数据目录（TONGDA_DATA）')
    .option('--json', '结果以 JSON 输出')
    .addHelpText(
      'after',
      '\n<dir> 是一个备份，或者存放备份的目录（取其中最新的）。数据恢复到当前配置的数据库：SQLite，或 DATABASE_URL 指定的 PostgreSQL。',
    )
    .action(restore);
}

async function restore(dir: string, { force, content, data, json }: Options): Promise<void> {
  const config = readConfig(data === undefined ? {} : { TONGDA_DATA: data });
  const progress = showCopyProgress();
  try {
    const restored = await restoreBackup(dir, config, {
      force,
      corpus: content,
      now: Date.now,
      onProgress: ({ stage, ...rest }) => progress.update({ stage: STAGES[stage], ...rest }),
    });
    progress.stop();
    const published = publish(config, restored.modelId, content ?? false);
    const { backup, takenAt, rows, setAside } = restored;
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...restored, modelPublished: published })}\n`
        : `已从 ${backup} 恢复（备份时间 ${takenAt}）：${rows.conversation} 个会话，${rows.event} 条记录，完整性检查通过。\n` +
            setAside.map((place) => `原来的数据保留在：${place}\n`).join('') +
            '员工需要重新登录，顾客页面会自动重新加载。\n',
    );
  } finally {
    progress.stop();
  }
}

/** The model that is published stays so unless the backup's content is asked for. */
function publish({ modelsDir }: Config, id: string | undefined, replace: boolean): boolean {
  if (id === undefined || (!replace && hasModel(modelsDir))) return false;
  publishModel(modelsDir, id);
  return true;
}
