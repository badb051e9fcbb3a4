import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FULL_DICTIONARY = require.resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');
/** Rarer words cost 100 MB of memory and are seldom words of a customer. */
const MIN_FREQUENCY = 20;
/** jieba's keyword weights are not used; a file of one line spares their memory. */
const ONE_LINE_IDF = '的 1.0\n';

/** The files that nodejieba is loaded from. */
export interface JiebaFiles {
  dict: string;
  idfDict: string;
}

/** Writes the trimmed main dictionary into `folder` once; later calls find it there. */
export function jiebaFiles(folder: string): JiebaFiles {
  const dict = join(folder, `jieba-${MIN_FREQUENCY}.dict.utf8`);
  const idfDict = join(folder, 'jieba-idf.utf8');
  if (!existsSync(dict)) {
    mkdirSync(folder, { recursive: true });
    const kept = readFileSync(FULL_DICTIONARY, 'utf8')
      .split('\n')
      .filter((line) => Number(line.split(' ')[1]) >= MIN_FREQUENCY);
    writeAtomically(dict, `${kept.join('\n')}\n`);
  }
  if (!existsSync(idfDict)) writeAtomically(idfDict, ONE_LINE_IDF);
  return { dict, idfDict };
}

/** Two processes may start at once: each writes its own file and the rename decides. */
function writeAtomically(path: string, content: string): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** Word → frequency in general Chinese, as jieba's dictionary counts it. */
export function readWordFrequencies(dict: string): Map<string, number> {
  const frequencies = new Map<string, number>();
  for (const line of readFileSync(dict, 'utf8').split('\n')) {
    const [word, frequency] = line.split(' ');
    if (word && frequency) frequencies.set(word, Number(frequency));
  }
  return frequencies;
}
