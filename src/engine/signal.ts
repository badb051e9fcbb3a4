import { z } from 'zod';

/** What nodes tell each other that stands in no log and may be lost. */
export const signalSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('typing'),
    from: z.enum(['customer', 'agent']),
    conversationId: z.string(),
    on: z.boolean(),
  }),
  /** A customer's page is connected to the node, or no longer. */
  z.object({ kind: z.literal('seen'), conversationId: z.string(), on: z.boolean() }),
  /** Sessions of one of the staff have ended. */
  z.object({ kind: z.literal('revoked'), staffId: z.string() }),
]);

export type Signal = z.infer<typeof signalSchema>;
