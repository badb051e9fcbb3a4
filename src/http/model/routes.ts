import type { Interpretation } from '../../nlu/interpretation';
import type { Api } from '../api';
import { interpretationSchema, parseSchema } from './schema';

/** `POST /model/parse`, as Rasa's: what one utterance means. */
export function modelRoutes(api: Api, parse: (text: string, now?: number) => Interpretation): void {
  api.add(
    {
      method: 'post',
      path: '/model/parse',
      summary: 'What one utterance means: intent, entities, confidence, reasons',
      access: 'loopbackOrToken',
      body: parseSchema,
      reply: interpretationSchema,
    },
    async ({ body }) => parse(body.text, body.now === undefined ? undefined : Date.parse(body.now)),
  );
}
