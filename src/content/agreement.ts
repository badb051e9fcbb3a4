import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const AGREEMENT = z.object({
  version: z.number().int(),
  publishedAt: z.number().int(),
  publishedModel: z.string(),
  corpusHash: z.string(),
  modelId: z.string(),
});

/**
 * What this machine's files were, and what was published, when the two were last compared. Whichever differs from it
 * now has changed since.
 */
export type Agreement = z.infer<typeof AGREEMENT>;

/** The agreement of an earlier run, or undefined where there is none that can be read. */
export function readAgreement(file: string): Agreement | undefined {
  try {
    return AGREEMENT.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown);
  } catch {
    return undefined;
  }
}

/** Atomic. */
export function writeAgreement(file: string, agreement: Agreement): void {
  const temporary = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, JSON.stringify(agreement));
  renameSync(temporary, file);
}
