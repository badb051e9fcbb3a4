import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ContentFiles } from '../../engine/content-files';
import { TongdaError } from '../../errors';
import { currentModelFolder } from '../../nlu/model-store';
import { loadNlu } from '../../nlu/nlu';
import { modelIdOf } from '../../nlu/trainer';
import type { ContentFacts, Unseen } from '../facts';
import { unseen } from './unseen';

/** Whether the pages have been built. */
export function lookAtPages(): boolean {
  const web = join(__dirname, '../../../dist/web');
  return ['widget', 'console'].every((page) => existsSync(join(web, page, 'index.html')));
}

/** Looks at the editors' files and the published model. */
export async function lookAtContent(config: { corpusDir: string; modelsDir: string }): Promise<ContentFacts> {
  const complaints: string[] = [];
  const corpusModel = readable(complaints, () => modelIdOf(config.corpusDir));
  readable(complaints, () => complaints.push(...new ContentFiles(config.corpusDir).complaints()));
  return {
    complaints: [...new Set(complaints)],
    ...(corpusModel !== undefined && { corpusModel }),
    model: await loaded(config.modelsDir),
  };
}

function readable<T>(complaints: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const detail = error instanceof TongdaError && error.detail !== '' ? error.detail.split('\n') : undefined;
    complaints.push(...(detail ?? [unseen(error).error]));
    return undefined;
  }
}

async function loaded(modelsDir: string): Promise<{ id: string } | Unseen> {
  try {
    return { id: (await loadNlu(currentModelFolder(modelsDir))).modelId };
  } catch (error) {
    return unseen(error);
  }
}
