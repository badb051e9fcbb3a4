import { z } from 'zod';
import type { Api } from '../api';

/** Everything that is counted, in the text format of Prometheus. */
export type MetricsReader = () => Promise<{ contentType: string; text: string }>;

/** `/metrics`, of this node alone: a cluster is scraped node by node. */
export function metricsRoutes(api: Api, read: MetricsReader): void {
  api.add(
    {
      method: 'get',
      path: '/metrics',
      summary: 'Metrics of this node in the text format of Prometheus',
      access: 'loopbackOrToken',
      reply: z.string(),
    },
    async ({ response }) => {
      const { contentType, text } = await read();
      response.set('Content-Type', contentType).send(text);
      return text;
    },
  );
}
