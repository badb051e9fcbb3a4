import { rateLimit } from 'express-rate-limit';
import type { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import type { Permission } from '../accounts/permission';
import type { StaffSession } from '../accounts/staff';
import { TongdaError } from '../errors';

/**
 * Who may call a route. Routes have no default: each says it. `loopbackOrToken` is for programs, `signedIn` for any
 * of the staff, and a permission for those of the staff who have it; `orToken` lets programs with the token in too.
 */
export type Access = 'public' | 'loopbackOrToken' | 'signedIn' | { permission: Permission; orToken?: true };

/** Routes of the staff have a session for sure; those that a program may call as well, perhaps. */
export type SessionOf<A extends Access> = A extends 'public' | 'loopbackOrToken'
  ? undefined
  : A extends { orToken: true }
    ? StaffSession | undefined
    : StaffSession;

export interface RouteSpec<A extends Access, B extends z.ZodType, Q extends z.ZodType, R extends z.ZodType> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Express path, such as `/api/v1/models/:id`. */
  path: string;
  summary: string;
  access: A;
  /** Calls a minute that one address may make. */
  perMinute?: number;
  body?: B;
  query?: Q;
  reply: R;
}

export interface Call<A extends Access, B, Q> {
  body: B;
  query: Q;
  params: Record<string, string>;
  session: SessionOf<A>;
  request: Request;
  response: Response;
}

/** Lets a request pass or throws; answers the session by which it passed. */
export type Guard = (access: Access, request: Request) => Promise<StaffSession | undefined>;

const MINUTE_MS = 60_000;

function limiter(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whether forwarded addresses count is our configuration's to say, not a matter for complaints per request.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, _response, next) => next(new TongdaError('too_many_requests')),
  });
}

/** Registers routes with their schemas, guards each, and remembers them for the OpenAPI description. */
export class Api {
  readonly specs: RouteSpec<Access, z.ZodType, z.ZodType, z.ZodType>[] = [];

  constructor(
    private readonly router: Router,
    private readonly guard: Guard,
  ) {}

  /** Adds a route: guard, then schemas, then `handle`, whose value is answered as JSON. */
  add<const A extends Access, B extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(
    spec: RouteSpec<A, B, Q, R>,
    handle: (call: Call<A, z.output<B>, z.output<Q>>) => Promise<z.input<R>>,
  ): void {
    this.specs.push(spec);
    if (spec.perMinute !== undefined) this.router[spec.method](spec.path, limiter(spec.perMinute));
    this.router[spec.method](spec.path, async (request, response) => {
      response.set('Cache-Control', 'no-store');
      const session = (await this.guard(spec.access, request)) as SessionOf<A>;
      const body = (spec.body ? spec.body.parse(request.body) : undefined) as z.output<B>;
      const query = (spec.query ? spec.query.parse(request.query) : undefined) as z.output<Q>;
      const params = z.record(z.string(), z.string()).parse(request.params);
      const value = await handle({ body, query, params, session, request, response });
      if (!response.headersSent) response.json(value);
    });
  }
}
