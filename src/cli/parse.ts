import { createInterface } from 'node:readline';
import { InvalidArgumentError, type Command } from 'commander';
import { readConfig } from '../config';
import { currentModelFolder } from '../nlu/model-store';
import { loadNlu } from '../nlu/nlu';

interface Options {
  model?: string;
  models?: string;
  now?: number;
  timezone?: string;
}

/** Adds `tongda parse`: one line of standard input, one line of JSON. */
export function register(program: Command): void {
  program
    .command('parse')
    .description('逐行理解标准输入，每行输出一个 JSON / interpret each line of standard input')
    .option('--model <dir>', '模型；不写则用已发布的模型')
    .option('--models <dir>', '模型目录')
    .option('--now <iso>', '“今天”指的时刻，ISO 8601', readMoment)
    .option('--timezone <name>', '时区')
    .option('--json', '输出总是 JSON；这个选项只为与其他命令一致')
    .action(parse);
}

async function parse({ model, models, now, timezone }: Options): Promise<void> {
  const nlu = await loadNlu(model ?? currentModelFolder(models ?? readConfig().modelsDir));
  const timeZone = timezone ?? readConfig().timeZone;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const interpretation = nlu.parse(line, { now: now ?? Date.now(), timeZone });
    if (!process.stdout.write(`${JSON.stringify(interpretation)}\n`)) await drained();
  }
}

/** Waits until a slow reader has caught up. */
async function drained(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve);
  });
}

function readMoment(text: string): number {
  const moment = Date.parse(text);
  if (Number.isNaN(moment))
    throw new InvalidArgumentError('应当是 ISO 8601 的时刻，如 2026-11-01T09:00:00+08:00');
  return moment;
}
