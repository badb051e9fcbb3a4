import { z } from 'zod';
import { stripHtml } from './strip-html';

/** Day of the calendar that exists, YYYY-MM-DD. */
const day = z.iso.date('日期应写成 YYYY-MM-DD');

const text = (max: number) =>
  z
    .string()
    .max(max, `最多 ${max} 个字符`)
    .transform((value) => stripHtml(value).trim())
    .refine((value) => value !== '', '不能为空');

/** Letters, digits, `-`, `_`, `.`; a number is taken as its digits. Safe as a file's name. */
export const articleIdSchema = z
  .union([z.string(), z.number().int().transform(String)])
  .refine(
    (id) => /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,99}$/u.test(id),
    'id 只能含字母、数字、-、_、.，且以字母或数字开头',
  );

/** The front matter of an article's file. Unknown keys are refused, since they are usually typing errors. */
export const frontMatterSchema = z
  .strictObject({
    id: articleIdSchema,
    title: text(200),
    questions: z.array(text(500)).max(500).default([]),
    category: text(100),
    intents: z.array(text(100)).max(50).default([]),
    valid_from: day.optional(),
    valid_until: day.optional(),
    updated: day,
  })
  .refine((value) => !value.valid_from || !value.valid_until || value.valid_from <= value.valid_until, {
    path: ['valid_until'],
    message: 'valid_until 早于 valid_from',
  });

/** The body of an article, Markdown; HTML is stripped to its text. */
export const bodySchema = z
  .string()
  .transform((body) => stripHtml(body).trim())
  .refine((body) => body !== '', '正文为空');

/** A whole article from outside: the front matter's fields and `body`. */
export const articleSchema = z
  .intersection(
    z.object({ body: bodySchema }),
    z.preprocess((value) => withoutBody(value), frontMatterSchema),
  )
  .transform(({ valid_from, valid_until, ...rest }) => ({
    ...rest,
    ...(valid_from === undefined ? {} : { validFrom: valid_from }),
    ...(valid_until === undefined ? {} : { validUntil: valid_until }),
  }));

function withoutBody(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'body'));
}
