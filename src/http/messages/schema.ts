import { z } from 'zod';
import { SEARCHED_KINDS } from '../../conversation/message-text';

const number = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const messageSearchSchema = z.object({
  q: z.string().trim().min(1).max(200),
  conversation: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  /** From this time on, in ms since 1970. */
  from: number.optional(),
  /** Before this time, in ms since 1970. */
  to: number.optional(),
  /** The `next` of the page before. */
  cursor: number.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

export const messageHitsSchema = z.object({
  hits: z.array(
    z.object({
      conversationId: z.string(),
      seq: z.number(),
      at: z.number(),
      kind: z.enum(SEARCHED_KINDS),
      /** A part of the message, on one line. */
      snippet: z.string(),
      /** What was searched, as [start, end) in UTF-16 units of the snippet. */
      marks: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
  /** A page may be short and have a next one. */
  next: z.number().optional(),
});
