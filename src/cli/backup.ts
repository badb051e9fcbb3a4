import { constants, setPriority } from 'node:os';
import { basename, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { readConfig } from '../config';
import { TongdaError } from '../errors';
import { currentModelFolder } from '../nlu/model-store';
import { makeBackup, type BackupStage } from '../store/backup/backup-maker';
import { showCopyProgress } from './copy-progress';

const STAGES: Record<BackupStage, string> = {
  database: '复制数据库',
  check: '检查数据库',
  verify: '核对文件',
};

interface Options {
  out: string;
  keep?: number;
  data?: string;
  json?: boolean;
}

/** Adds `tongda backup`. It works beside a running server. */
export function register(program: Command): void {
  program
    .command('backup')
    .description('在线备份数据库、模型和语料 / save everything while the server runs')
    .requiredOption('--out <dir>', '存放备份的目录；每个备份是其中一个以时间命名的子目录')
    .option('--keep <n>', '只保留最新的几个备份，新备份核对无误后才删旧的', readCount)
    .option('--data <dir>', '数据目录（TONGDA_DATA）')
    .option('--json', '结果以 JSON 输出')
    .action(backup);
}

async function backup({ out, keep, data, json }: Options): Promise<void> {
  const { dataDir, databaseUrl, corpusDir, modelsDir, content } = readConfig(
    data === undefined ? {} : { TONGDA_DATA: data },
  );
  const progress = showCopyProgress();
  try {
    const { folder, manifest, deleted } = await makeBackup(
      { dataDir, databaseUrl, ...(content === 'files' && { corpusDir, model: publishedModel(modelsDir) }) },
      {
        out: resolve(out),
        keep,
        now: Date.now,
        onProgress: ({ stage, ...rest }) => {
          // While the snapshot is held the server's log grows, so that part is not slowed down.
          if (stage === 'check') leaveTheProcessorToTheServer();
          progress.update({ stage: STAGES[stage], ...rest });
        },
      },
    );
    progress.stop();
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    const { takenAt, rows } = manifest;
    process.stdout.write(
      json
        ? `${JSON.stringify({ backup: folder, takenAt, bytes, rows, deleted })}\n`
        : `备份完成：${folder}（${rows.conversation} 个会话，${rows.event} 条记录，${(bytes / 1e6).toFixed(1)} MB）\n` +
            deleted.map((old) => `已删除旧备份：${old}\n`).join(''),
    );
  } finally {
    progress.stop();
  }
}

function publishedModel(modelsDir: string): { id: string; folder: string } | undefined {
  try {
    const folder = currentModelFolder(modelsDir);
    return { id: basename(folder), folder };
  } catch (error) {
    if (error instanceof TongdaError && error.code === 'model_missing') return undefined;
    throw error;
  }
}

function leaveTheProcessorToTheServer(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // Some containers forbid it; the backup is as good.
  }
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('应当是 1 或更大的整数');
  return count;
}
