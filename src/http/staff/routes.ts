import type { AccountService } from '../../accounts/account-service';
import { randomPassword } from '../../accounts/password';
import type { Clock } from '../../clock';
import type { Api } from '../api';
import {
  newStaffReplySchema,
  newStaffSchema,
  staffChangesSchema,
  staffListSchema,
  staffSchema,
} from './schema';

const access = { permission: 'account.manage' } as const;

/** `/api/v1/staff`: the people who work with the product. */
export function staffRoutes(api: Api, accounts: AccountService, clock: Clock): void {
  api.add(
    {
      method: 'get',
      path: '/api/v1/staff',
      summary: 'Everybody of the staff',
      access,
      reply: staffListSchema,
    },
    async () => ({ staff: await accounts.list() }),
  );
  api.add(
    {
      method: 'post',
      path: '/api/v1/staff',
      summary: 'A new person; without a password one is made and answered this once',
      access,
      body: newStaffSchema,
      reply: newStaffReplySchema,
    },
    async ({ body, session, response }) => {
      const { password = randomPassword(), ...person } = body;
      const by = { staffId: session.staff.id, now: clock.now() };
      const staff = await accounts.create({ ...person, password }, by);
      response.status(201);
      return { staff, ...(body.password === undefined && { password }) };
    },
  );
  api.add(
    {
      method: 'put',
      path: '/api/v1/staff/:id',
      summary: 'Changes roles, name or whether the person may sign in; what is left out stays',
      access,
      body: staffChangesSchema,
      reply: staffSchema,
    },
    ({ body, params, session }) =>
      accounts.change(params.id ?? '', body, { staffId: session.staff.id, now: clock.now() }),
  );
}
