import { z } from 'zod';

/** A message as Rasa's REST channel takes it. */
export const restMessageSchema = z.object({
  sender: z.string().min(1).max(128),
  message: z.string().max(10_000),
  /** `message_id` makes a repeated call the same message. */
  metadata: z
    .looseObject({
      message_id: z
        .string()
        .regex(/^[\w.:-]{1,64}$/)
        .optional(),
    })
    .optional(),
});

export const restReplySchema = z.array(
  z.object({
    recipient_id: z.string(),
    text: z.string().optional(),
    buttons: z.array(z.object({ title: z.string(), payload: z.string() })).optional(),
    image: z.string().optional(),
    custom: z.record(z.string(), z.unknown()).optional(),
  }),
);

export type RestReply = z.infer<typeof restReplySchema>[number];
