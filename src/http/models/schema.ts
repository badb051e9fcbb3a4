import { z } from 'zod';

const modelId = z.string().regex(/^[0-9a-f]{16}$/);

export const modelListSchema = z.object({
  /** The model that answers now. */
  current: z.string(),
  models: z.array(z.object({ id: z.string(), publishedAt: z.number().int().optional() })),
});

/** A call without a body names no model. */
export const activateSchema = z.object({ id: modelId.optional() }).default({});

export const activatedSchema = z.object({ current: z.string() });
