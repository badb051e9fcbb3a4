import { z } from 'zod';

export const parseSchema = z.object({
  text: z.string().max(10_000),
  /** Reference time for relative dates, ISO 8601. */
  now: z.iso.datetime({ offset: true }).optional(),
});

const scored = z.object({ name: z.string(), confidence: z.number() });

export const interpretationSchema = z.object({
  text: z.string(),
  intent: scored,
  intent_ranking: z.array(scored),
  entities: z.array(
    z.object({
      entity: z.string(),
      start: z.number().int(),
      end: z.number().int(),
      value: z.union([z.string(), z.number()]),
      confidence_entity: z.number(),
      extractor: z.string(),
    }),
  ),
  intents: z.array(scored),
  outOfScope: z.boolean(),
  outOfScopeScore: z.number(),
  alternatives: z.array(scored),
  decision: z.enum(['answer', 'ask', 'miss']),
  why: z.array(z.string()),
});
