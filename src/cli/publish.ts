import { hostname } from 'node:os';
import type { Command } from 'commander';
import { SystemClock } from '../clock';
import { readConfig } from '../config';
import { OwnFiles } from '../content/own-files';
import { publishContent, type PublishOutcome, type SharedContent } from '../content/publication';
import { ContentFiles } from '../engine/content-files';
import { ContentWatcher } from '../engine/content-watcher';
import { TongdaError } from '../errors';
import { SILENT_LOGGER } from '../logger';
import { readCorpus } from '../nlu/corpus-reader';
import { formatComplaint } from '../nlu/corpus/complaints';
import { lintCorpus } from '../nlu/lint/lint-corpus';
import { migrate } from '../store/migrate';
import { openDatabase } from '../store/open-database';
import { openSharedContent } from '../store/shared-content';

interface Options {
  corpus?: string;
  models?: string;
  json?: boolean;
}

const TRIES = 5;

/** Adds `tongda publish`. */
export function register(program: Command): void {
  program
    .command('publish')
    .description(
      '把语料和模型发布到数据库，供 TONGDA_CONTENT=database 的节点使用 / publish content for other nodes',
    )
    .option('--corpus <dir>', '语料目录（TONGDA_CORPUS）')
    .option('--models <dir>', '模型目录（TONGDA_MODELS）')
    .option('--json', '结果以 JSON 输出')
    .action(publish);
}

async function publish({ corpus, models, json }: Options): Promise<void> {
  const config = readConfig({
    ...(corpus !== undefined && { TONGDA_CORPUS: corpus }),
    ...(models !== undefined && { TONGDA_MODELS: models }),
  });
  const errors = complaintsOf(config.corpusDir);
  if (errors.length > 0) throw new TongdaError('corpus_invalid', errors.join('\n'));
  // The last proof: everything loads here as it will there.
  await (await ContentWatcher.load(config, SILENT_LOGGER)).close();
  const database = openDatabase(config);
  try {
    await migrate(database);
    const shared = openSharedContent(database, config.blobs);
    if (!shared) throw new TongdaError('config_invalid', 'DATABASE_URL: needed');
    tell(await publishOnTop(shared, new OwnFiles(config)), json === true);
  } finally {
    await database.close();
  }
}

/** Everything that is wrong in a corpus, what only training reads included; warnings do not count. */
function complaintsOf(corpusDir: string): string[] {
  const findings = lintCorpus(readCorpus(corpusDir)).filter(({ severity }) => severity === 'error');
  return [...new ContentFiles(corpusDir).complaints(), ...findings.map(formatComplaint)];
}

/** Somebody else may publish meanwhile. */
async function publishOnTop(
  shared: SharedContent,
  files: OwnFiles,
): Promise<PublishOutcome & { model: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const own = await files.scan();
    const base = await shared.store.newest();
    const outcome = await publishContent(
      shared,
      own,
      base,
      `${hostname()} (tongda publish)`,
      new SystemClock(),
    );
    if (outcome.outcome !== 'overtaken') return { ...outcome, model: own.modelId };
    if (attempt >= TRIES) throw new TongdaError('conflict', 'other content is being published');
  }
}

function tell(result: PublishOutcome & { model: string }, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (result.outcome !== 'published') process.stdout.write('内容没有变化，没有发布新版本\n');
  else {
    const { version, newFiles, newBytes, model } = result;
    const megabytes = (newBytes / 1_000_000).toFixed(1);
    process.stdout.write(`已发布版本 ${version}：${newFiles} 个新文件（${megabytes} MB），模型 ${model}\n`);
  }
}
