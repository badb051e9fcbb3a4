import type { AccountService } from '../../accounts/account-service';
import type { Clock } from '../../clock';
import type { Api } from '../api';
import type { Models } from './models';
import { activatedSchema, activateSchema, modelListSchema } from './schema';

/** `/api/v1/models`: which models there are and which one answers. */
export function modelsRoutes(
  api: Api,
  models: Models,
  accounts: Pick<AccountService, 'record'>,
  clock: Clock,
): void {
  api.add(
    {
      method: 'get',
      path: '/api/v1/models',
      summary: 'The trained models, newest first, and the one that answers',
      access: { permission: 'model.activate' },
      reply: modelListSchema,
    },
    async () => ({ current: models.currentId, models: await models.list() }),
  );
  api.add(
    {
      method: 'post',
      path: '/api/v1/models/activate',
      summary: 'Makes a model answer: the one named, else the one published now; also with the REST token',
      access: { permission: 'model.activate', orToken: true },
      body: activateSchema,
      reply: activatedSchema,
    },
    async ({ body, session }) => {
      const current = await models.activate(body.id);
      const who = session && { staffId: session.staff.id };
      await accounts.record({
        at: clock.now(),
        ...who,
        action: 'modelActivated',
        target: current,
        detail: '',
      });
      return { current };
    },
  );
}
