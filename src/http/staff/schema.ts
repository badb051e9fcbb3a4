import { z } from 'zod';
import { ROLES } from '../../accounts/permission';
import { DISPLAY_NAME } from '../../accounts/staff';

const roles = z.array(z.enum(ROLES)).min(1).max(ROLES.length);
const displayName = z.string().trim().regex(DISPLAY_NAME);

export const newStaffSchema = z.object({
  username: z.string().max(64),
  displayName,
  roles,
  /** Without one a random password is made and answered this once. */
  password: z.string().max(256).optional(),
});

export const staffChangesSchema = z.object({
  displayName: displayName.optional(),
  roles: roles.optional(),
  disabled: z.boolean().optional(),
});

export const staffSchema = z.object({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  roles: z.array(z.enum(ROLES)).readonly(),
  disabled: z.boolean(),
});

export const staffListSchema = z.object({ staff: z.array(staffSchema) });
export const newStaffReplySchema = z.object({ staff: staffSchema, password: z.string().optional() });
