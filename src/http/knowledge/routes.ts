import { TongdaError } from '../../errors';
import type { KnowledgeResult } from '../../kb/answer';
import type { Article } from '../../kb/article';
import type { Api } from '../api';
import { articleSchema, knowledgeResultSchema, searchSchema } from './schema';

/** The knowledge base as the staff reads it. */
export interface KnowledgePorts {
  search(question: string): KnowledgeResult;
  find(id: string): Article | undefined;
}

const access = { permission: 'kb.read' } as const;

/** `/api/v1/kb`: searching and reading articles. */
export function knowledgeRoutes(api: Api, knowledge: KnowledgePorts): void {
  api.add(
    {
      method: 'get',
      path: '/api/v1/kb/search',
      summary: 'What the knowledge base says to a question, with reasons',
      access,
      query: searchSchema,
      reply: knowledgeResultSchema,
    },
    async ({ query }) => knowledge.search(query.q),
  );
  api.add(
    {
      method: 'get',
      path: '/api/v1/kb/articles/:id',
      summary: 'An article as its editor wrote it',
      access,
      reply: articleSchema,
    },
    async ({ params }) => {
      const article = knowledge.find(params.id ?? '');
      if (!article) throw new TongdaError('not_found', `article ${params.id}`);
      return article;
    },
  );
}
