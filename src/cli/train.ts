import type { Command } from 'commander';
import { readConfig } from '../config';
import { trainInChild } from '../nlu/train-in-child';
import { showTrainingProgress } from './training-progress';

interface Options {
  corpus?: string;
  out?: string;
  models?: string;
  json?: boolean;
}

/** Adds `tongda train`. */
export function register(program: Command): void {
  program
    .command('train')
    .description('训练语义模型 / train the model')
    .option('--corpus <path>', '语料目录，或一个 .jsonl、.yml、.json、.csv 文件')
    .option('--out <dir>', '模型写到这个目录；不写则发布到模型目录')
    .option('--models <dir>', '模型目录')
    .option('--json', '结果以 JSON 输出')
    .action(train);
}

async function train({ corpus, out, models, json }: Options): Promise<void> {
  const started = Date.now();
  const progress = showTrainingProgress();
  try {
    const target =
      out === undefined
        ? { kind: 'publish' as const, modelsFolder: models ?? readConfig().modelsDir }
        : { kind: 'folder' as const, folder: out };
    const result = await trainInChild(
      { corpusPath: corpus ?? readConfig().corpusDir, target },
      progress.update,
    );
    progress.stop();
    const seconds = (Date.now() - started) / 1000;
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...result, seconds })}\n`
        : `${result.reused ? '语料没有变化，沿用模型' : '训练完成：模型'} ${result.id}（${result.intents} 个意图，` +
            `${result.examples} 句例句，${seconds.toFixed(1)} 秒）→ ${result.folder}\n`,
    );
  } finally {
    progress.stop();
  }
}
