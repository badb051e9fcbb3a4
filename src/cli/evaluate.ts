import { existsSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { readConfig } from '../config';
import { readCorpus } from '../nlu/corpus-reader';
import { crossValidate, evaluate, readEvaluationRows } from '../nlu/evaluator';
import type { EvaluationReport } from '../nlu/metrics';
import { currentModelFolder } from '../nlu/model-store';
import { loadNlu } from '../nlu/nlu';

const SHOWN_CONFUSIONS = 15;
const DEFAULT_FOLDS = 3;

interface Options {
  model?: string;
  models?: string;
  data?: string;
  corpus?: string;
  crossValidate?: number;
  min?: number;
  json?: boolean;
}

/** Adds `tongda evaluate`. */
export function register(program: Command): void {
  program
    .command('evaluate')
    .description('在测试集上评测模型，或交叉验证语料 / measure a model')
    .option('--model <dir>', '模型；不写则用已发布的模型')
    .option('--models <dir>', '模型目录')
    .option('--data <file>', '测试集 JSONL：{text, intent, also?, needs_context?}')
    .option(
      '--cross-validate <k>',
      `把语料分成 K 份，轮流留一份测试；没有 --data 时默认 ${DEFAULT_FOLDS}`,
      readFolds,
    )
    .option('--corpus <path>', '交叉验证的语料')
    .option('--min <share>', '可接受准确率低于它时，退出码为 1', readShare)
    .option('--json', '结果以 JSON 输出')
    .action(async (options: Options, command: Command) => {
      if (options.data !== undefined && !existsSync(options.data)) {
        command.error(`没有测试集 ${options.data}`, { exitCode: 2 });
      }
      const report = await measureBy(options);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : describe(report));
      if (options.min !== undefined && report.acceptedAccuracy < options.min) process.exitCode = 1;
    });
}

async function measureBy({
  model,
  models,
  data,
  corpus,
  crossValidate: folds = DEFAULT_FOLDS,
}: Options): Promise<EvaluationReport> {
  if (data === undefined) {
    return crossValidate(readCorpus(corpus ?? readConfig().corpusDir), folds, (done) =>
      process.stderr.write(`${done}/${folds}\n`),
    );
  }
  const rows = readEvaluationRows(data);
  const nlu = await loadNlu(model ?? currentModelFolder(models ?? readConfig().modelsDir));
  const now = Date.now();
  return evaluate((text) => nlu.parse(text, { now }), rows, nlu.scopeIntent);
}

function describe(report: EvaluationReport): string {
  const { decisions, outOfScope } = report;
  const lines = [
    `语句 ${report.rows}`,
    `准确率 ${percent(report.accuracy)}  可接受准确率 ${percent(report.acceptedAccuracy)}  宏平均 F1 ${percent(report.macroF1)}`,
    `校准误差 ${percent(report.calibrationError)}`,
    ...(['answer', 'ask', 'miss'] as const).map(
      (name) => `${name} ${percent(decisions[name].share)}，其中可接受 ${percent(decisions[name].accepted)}`,
    ),
  ];
  if (outOfScope) {
    lines.push(
      `域外 AUROC ${percent(outOfScope.auroc)}  召回 ${percent(outOfScope.recall)}  误拒 ${percent(outOfScope.falseRejection)}`,
    );
  }
  lines.push('', '意图\t条数\t精确率\t召回率\tF1');
  for (const { intent, support, precision, recall, f1 } of report.intents) {
    lines.push(`${intent}\t${support}\t${percent(precision)}\t${percent(recall)}\t${percent(f1)}`);
  }
  lines.push('', '混淆最多的：');
  for (const { expected, predicted, count } of report.confusion.slice(0, SHOWN_CONFUSIONS)) {
    lines.push(`${expected} → ${predicted}\t${count}`);
  }
  return `${lines.join('\n')}\n`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function readFolds(text: string): number {
  const folds = Number(text);
  if (!Number.isInteger(folds) || folds < 2) throw new InvalidArgumentError('应当是不小于 2 的整数');
  return folds;
}

function readShare(text: string): number {
  const share = Number(text);
  if (!(share >= 0 && share <= 1)) throw new InvalidArgumentError('应当在 0 与 1 之间');
  return share;
}
