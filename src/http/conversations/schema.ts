import { z } from 'zod';
import { EVENT_KINDS } from '../../conversation/event';

const OWNERS = ['bot', 'queue', 'agent'] as const;
const LONGEST_PAGE = 100;

/** The place of a page's last row: its time and id. */
const inboxCursor = z
  .string()
  .regex(/^\d{1,15}_[\w-]{1,64}$/)
  .transform((cursor) => {
    const [updatedAt = '', id = ''] = cursor.split('_', 2);
    return { updatedAt: Number(updatedAt), id };
  });

export const inboxQuerySchema = z.object({
  owner: z.enum(OWNERS).optional(),
  channel: z
    .string()
    .regex(/^[\w-]{1,32}$/)
    .optional(),
  /** The `next` of the page before. */
  cursor: inboxCursor.optional(),
  limit: z.coerce.number().int().min(1).max(LONGEST_PAGE).default(30),
});

export const conversationSchema = z.object({
  id: z.string(),
  channel: z.string(),
  /** A short name for an unknown customer. */
  customer: z.string(),
  owner: z.enum(OWNERS),
  lastSeq: z.number(),
});

export const inboxReplySchema = z.object({
  conversations: z.array(
    conversationSchema.extend({
      /** The beginning of what was said last. */
      lastText: z.string(),
      updatedAt: z.number(),
    }),
  ),
  next: z.string().optional(),
});

const seq = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const eventsQuerySchema = z
  .object({
    /** Events after this one, oldest first. */
    after: seq.optional(),
    /** The newest events before this one. Without either, the newest of all. */
    before: seq.optional(),
    limit: z.coerce.number().int().min(1).max(LONGEST_PAGE).default(50),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, 'after or before, not both');

export const eventsReplySchema = z.object({
  conversation: conversationSchema,
  logEpoch: z.string(),
  /** In order of seq. */
  events: z.array(
    z.object({
      conversationId: z.string(),
      seq: z.number(),
      at: z.number(),
      sender: z.string(),
      clientId: z.string().optional(),
      body: z.looseObject({ kind: z.enum(EVENT_KINDS) }),
    }),
  ),
});
