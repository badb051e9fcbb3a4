import { z } from 'zod';
import type { Api } from '../api';

const liveSchema = z.object({ status: z.literal('ok') });
const readySchema = z.object({ status: z.enum(['ready', 'notReady']), model: z.string().nullable() });

export interface Readiness {
  /** True while the server takes work and the database answers. */
  ready(): Promise<boolean>;
  modelId(): string | undefined;
}

/** `/livez` never touches the database; `/readyz` says whether to send customers here. */
export function healthRoutes(api: Api, readiness: Readiness): void {
  for (const path of ['/livez', '/healthz']) {
    api.add(
      { method: 'get', path, summary: 'The process lives', access: 'public', reply: liveSchema },
      async () => ({
        status: 'ok' as const,
      }),
    );
  }
  api.add(
    {
      method: 'get',
      path: '/readyz',
      summary: 'The server takes customers',
      access: 'public',
      reply: readySchema,
    },
    async ({ response }) => {
      const ready = await readiness.ready();
      if (!ready) response.status(503);
      return {
        status: ready ? ('ready' as const) : ('notReady' as const),
        model: readiness.modelId() ?? null,
      };
    },
  );
}
