import { url as inspectorUrl } from 'node:inspector';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readConfig, type Config } from '../config';
import { refuseUnsafeStart } from '../doctor/refuse-unsafe-start';
import { createLogger } from '../logger';
import { hasModel } from '../nlu/model-store';
import { trainInChild } from '../nlu/train-in-child';
import { startServer } from '../server';
import { showTrainingProgress } from './training-progress';

/** `tongda serve`: the whole product in one process. */
export function register(program: Command): void {
  program
    .command('serve')
    .description("run the server: the customer's page, the console, the channels and the API")
    .option('--port <port>', 'port to listen on (PORT)')
    .option('--data <dir>', 'folder of the database (TONGDA_DATA)')
    .action(async (options: { port?: string; data?: string }) => {
      await serve(
        readConfig({
          ...(options.port !== undefined && { PORT: options.port }),
          ...(options.data !== undefined && { TONGDA_DATA: resolve(options.data) }),
        }),
      );
    });
}

async function serve(config: Config): Promise<void> {
  refuseUnsafeStart(config, inspectorUrl());
  const logger = createLogger(config.logLevel);
  if (config.content === 'files' && !hasModel(config.modelsDir)) await trainFirst(config);
  const server = await startServer(config, logger);
  process.stdout.write(
    `\n  Tongda 通答\n  顾客 customers  ${server.url}/\n  坐席 console    ${server.url}/console\n\n`,
  );
  if (server.firstAdministrator) {
    const { username, password } = server.firstAdministrator;
    process.stdout.write(
      `  管理员 administrator  ${username}  ${password}  (只显示这一次 / shown only once)\n\n`,
    );
  }
  let closing = false;
  const stop = (signal: string): void => {
    if (closing) return;
    closing = true;
    logger.info({ signal }, 'stopping');
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function trainFirst({ corpusDir, modelsDir }: Config): Promise<void> {
  const progress = showTrainingProgress();
  try {
    const target = { kind: 'publish' as const, modelsFolder: modelsDir };
    await trainInChild({ corpusPath: corpusDir, target }, progress.update);
  } finally {
    progress.stop();
  }
}
