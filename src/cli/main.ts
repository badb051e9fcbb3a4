import { Command } from 'commander';
import { errorText, TongdaError } from '../errors';
import { register as registerServe } from './serve';
import { register as registerTrain } from './train';
import { register as registerParse } from './parse';
import { register as registerEvaluate } from './evaluate';
import { register as registerLint } from './lint';
import { register as registerPublish } from './publish';
import { register as registerKb } from './kb';
import { register as registerUser } from './user';
import { register as registerDoctor } from './doctor';
import { register as registerBackup } from './backup';
import { register as registerRestore } from './restore';
import { register as registerMigrate } from './migrate';
import { register as registerMigrateStore } from './migrate-store';

/** Exit codes of every command. */
const FELL_SHORT = 1;
const WRONG_USE = 2;

const program = new Command('tongda')
  .description('Tongda 通答: a Chinese-aware chatbot engine with human handoff')
  .version('0.1.0')
  .showHelpAfterError()
  .exitOverride((error) => {
    // commander's own errors are wrong use; help and version are not.
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
    throw error;
  });

for (const register of [
  registerServe,
  registerTrain,
  registerParse,
  registerEvaluate,
  registerLint,
  registerPublish,
  registerKb,
  registerUser,
  registerDoctor,
  registerBackup,
  registerRestore,
  registerMigrate,
  registerMigrateStore,
]) {
  register(program);
}

program.parseAsync().catch((error: unknown) => {
  if (process.exitCode !== undefined) return;
  process.exitCode = FELL_SHORT;
  if (error instanceof TongdaError) {
    process.stderr.write(`${error.code}: ${errorText(error.code, 'en')} ${error.detail}\n`);
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
});
