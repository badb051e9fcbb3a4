import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { readConfig } from '../config';
import { ContentFiles } from '../engine/content-files';
import { TongdaError } from '../errors';
import { readCorpus } from '../nlu/corpus-reader';
import { formatComplaint } from '../nlu/corpus/complaints';
import type { Corpus } from '../nlu/corpus/corpus';
import { lintCorpus } from '../nlu/lint/lint-corpus';

interface Options {
  corpus?: string;
  strict?: boolean;
  json?: boolean;
}

/** Adds `tongda lint`. */
export function register(program: Command): void {
  program
    .command('lint')
    .description('检查语料 / check the corpus')
    .option('--corpus <path>', '语料目录或文件')
    .option('--strict', '警告也算不通过')
    .option('--json', '结果以 JSON 输出')
    .action(lint);
}

function lint({ corpus: path, strict, json }: Options): void {
  const from = path ?? readConfig().corpusDir;
  const corpus = readOrComplain(from, json === true);
  if (!corpus) return;
  const findings = lintCorpus(corpus);
  const broken = isDirectory(from) ? new ContentFiles(from).complaints() : [];
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const errors = findings.length - warnings + broken.length;
  const ok = errors === 0 && (!strict || warnings === 0);
  if (json)
    process.stdout.write(`${JSON.stringify({ ok, errors, warnings, findings, complaints: broken })}\n`);
  else {
    for (const complaint of broken) process.stdout.write(`${complaint} [error]\n`);
    for (const finding of findings) {
      process.stdout.write(`${formatComplaint(finding)} [${finding.severity} ${finding.rule}]\n`);
    }
    process.stdout.write(`${corpus.examples.length} 句例句：${errors} 个错误，${warnings} 个警告\n`);
  }
  if (!ok) process.exitCode = 1;
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** A corpus that cannot be read fell short as well: its complaints are the findings. */
function readOrComplain(path: string, json: boolean): Corpus | undefined {
  try {
    return readCorpus(path);
  } catch (error) {
    if (!(error instanceof TongdaError) || error.code !== 'corpus_invalid') throw error;
    const lines = error.detail.split('\n');
    process.stdout.write(
      json
        ? `${JSON.stringify({ ok: false, errors: lines.length, warnings: 0, complaints: lines })}\n`
        : `${error.detail}\n`,
    );
    process.exitCode = 1;
    return undefined;
  }
}
