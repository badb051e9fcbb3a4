import { z } from 'zod';
import type { Api } from '../api';

const schemaOf = (schema: z.ZodType): unknown =>
  z.toJSONSchema(schema, { target: 'openapi-3.0', unrepresentable: 'any', io: 'input' });

function parametersOf(path: string, query: z.ZodType | undefined): unknown[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const shape = query instanceof z.ZodObject ? (query.shape as Record<string, z.ZodType>) : {};
  const inQuery = Object.entries(shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema),
  }));
  return [...inPath, ...inQuery];
}

/** `GET /api/v1/openapi.json`: every route with the schemas that it validates with. */
export function openapiRoutes(api: Api, version: string): void {
  api.add(
    {
      method: 'get',
      path: '/api/v1/openapi.json',
      summary: 'This description',
      access: 'public',
      reply: z.record(z.string(), z.unknown()),
    },
    async () => {
      const paths: Record<string, Record<string, unknown>> = {};
      for (const spec of api.specs) {
        const path = spec.path.replaceAll(/:(\w+)/g, '{$1}');
        paths[path] = {
          ...paths[path],
          [spec.method]: {
            summary: spec.summary,
            'x-access': spec.access,
            parameters: parametersOf(spec.path, spec.query),
            ...(spec.body && {
              requestBody: {
                required: true,
                content: { 'application/json': { schema: schemaOf(spec.body) } },
              },
            }),
            responses: {
              200: { description: 'OK', content: { 'application/json': { schema: schemaOf(spec.reply) } } },
              default: {
                description: 'Error with a stable code',
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
              },
            },
          },
        };
      }
      const error = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
      return {
        openapi: '3.0.3',
        info: { title: 'Tongda 通答', version, license: { name: 'Apache-2.0' } },
        paths,
        components: { schemas: { Error: schemaOf(error) } },
      };
    },
  );
}
