import { z } from 'zod';

export const searchSchema = z.object({ q: z.string().trim().min(1).max(200) });

export const knowledgeResultSchema = z.object({
  decision: z.enum(['answer', 'ask', 'none']),
  hits: z.array(
    z.object({
      articleId: z.string(),
      title: z.string(),
      passage: z.string(),
      score: z.number(),
      why: z.array(z.string()),
    }),
  ),
});

export const articleSchema = z.object({
  id: z.string(),
  title: z.string(),
  questions: z.array(z.string()).readonly(),
  category: z.string(),
  intents: z.array(z.string()).readonly(),
  validFrom: z.string().optional(),
  validUntil: z.string().optional(),
  updated: z.string(),
  body: z.string(),
});
