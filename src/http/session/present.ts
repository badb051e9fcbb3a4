import type { z } from 'zod';
import { permissionsOf } from '../../accounts/permission';
import type { StaffSession } from '../../accounts/staff';
import type { sessionSchema } from './schema';

/** What a browser is told of its session. */
export function presentSession({ staff, csrfToken }: StaffSession): z.input<typeof sessionSchema> {
  return { staff, permissions: [...permissionsOf(staff.roles)], csrfToken };
}
