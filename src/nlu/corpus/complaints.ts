import { TongdaError } from '../../errors';
import type { Source } from './corpus';

/** One thing that is wrong at one place. */
export interface Complaint extends Source {
  message: string;
}

/** Collects what is wrong in the files, so that the writer sees everything at once. */
export class Complaints {
  readonly list: Complaint[] = [];

  add(file: string, line: number, message: string): void {
    this.list.push({ file, line, message });
  }

  /** Throws `corpus_invalid` with one line `file:line message` per complaint, if there is any. */
  throwIfAny(): void {
    if (this.list.length === 0) return;
    throw new TongdaError('corpus_invalid', this.list.map(formatComplaint).join('\n'));
  }
}

/** `file:line message`, as editors and terminals link it. */
export function formatComplaint({ file, line, message }: Complaint): string {
  return `${file}:${line} ${message}`;
}
