import { z } from 'zod';
import { PERMISSIONS } from '../../accounts/permission';
import { staffSchema } from '../staff/schema';

const password = z.string().min(1).max(256);

export const signInSchema = z.object({ username: z.string().min(1).max(64), password });

export const passwordSchema = z.object({ current: password, next: password });

/** Who is signed in. The token is in the cookie only. */
export const sessionSchema = z.object({
  staff: staffSchema,
  permissions: z.array(z.enum(PERMISSIONS)),
  /** To be sent as `X-CSRF-Token` with everything that changes something. */
  csrfToken: z.string(),
});

export const signedOutSchema = z.object({ signedOut: z.literal(true) });
