/** The gateway's HTTP side: which path is answered by whom. */
import { TakeoverError } from '@live-takeover/sdk/core';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { AgentServices } from '../agents/agent-services.js';
import { attachmentPath } from '../attachments/attachments.js';
import type { RequestContext } from '../http/request-context.js';
import type { IsAllowedOrigin } from './allowed-origins.js';
import { createAttachmentRoutes } from './attachment-routes.js';
import { createCommandRoute } from './command-route.js';
import type { DemoTokensOptions } from './demo-tokens.js';
import { answerDemoToken } from './demo-tokens.js';
import { errorResponse } from './error-response.js';

/** Answers a request, or says that it is none of its. */
export type Answer = (request: Request, context: RequestContext) => Promise<Response | undefined>;

/** What {@link createApp} puts together. */
export interface AppOptions {
  readonly services: AgentServices;
  readonly isAllowedOrigin: IsAllowedOrigin;
  /** Why the gateway cannot serve yet or any more; undefined when it can. */
  readonly unreadiness: () => Promise<string | undefined>;
  /** Undefined without `--demo`. */
  readonly demoTokens: DemoTokensOptions | undefined;
  /** Tried in turn for whatever no route of the gateway's own answers. */
  readonly answers: readonly Answer[];
}

/** Answers any request; never rejects. */
export type App = (request: Request, context: RequestContext) => Promise<Response>;

/** The application of a gateway. */
export function createApp({ services, isAllowedOrigin, unreadiness, demoTokens, answers }: AppOptions): App {
  const app = new Hono<{ Bindings: RequestContext }>();
  const forPages = cors({
    origin: (origin, context) => (isAllowedOrigin(origin === '' ? null : origin, context.req.raw) ? origin : null),
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: ['authorization', 'content-type'],
    maxAge: 7200,
  });
  const attachments = createAttachmentRoutes(services);
  // Before the pages are looked at: an address of a file is good wherever it is shown, and names nobody.
  app.get(`${attachmentPath}:id`, (context) => attachments.serve(context.req.raw, context.req.param('id')));
  for (const path of ['/v1/*', '/demo/agent-token']) {
    app.use(path, forPages);
    app.use(path, async (context, next) => {
      if (isAllowedOrigin(context.req.header('origin') ?? null, context.req.raw)) return next();
      services.runtime.log('info', 'request-refused', { code: 'forbidden-origin' });
      return errorResponse(new TakeoverError('forbidden-origin', 'This page may not talk to the gateway. Add its origin to "origins".'));
    });
  }
  app.get('/healthz', () => Response.json({ status: 'alive' }, noStore));
  app.get('/readyz', async () => {
    const why = await unreadiness();
    return why === undefined ? Response.json({ status: 'ready' }, noStore) : Response.json({ status: 'not-ready', why }, { ...noStore, status: 503 });
  });
  const answerCommand = createCommandRoute(services);
  app.post('/v1/commands', (context) => answerCommand(context.req.raw));
  app.post('/v1/conversations/:id/attachments', (context) => attachments.upload(context.req.raw, context.req.param('id')));
  if (demoTokens !== undefined)
    app.get('/demo/agent-token', (context) => answerDemoToken(demoTokens, context.req.raw, context.env.remoteAddress));
  app.all('*', async (context) => {
    for (const answer of answers) {
      const response = await answer(context.req.raw, context.env);
      if (response !== undefined) return response;
    }
    return notFound();
  });
  app.notFound(notFound);
  app.onError((error) => {
    services.runtime.log('error', 'request-failed', { name: error.name });
    return errorResponse(error instanceof TakeoverError ? error : new TakeoverError('internal', 'The gateway failed. Its log says why.'));
  });
  return async (request, context) => app.fetch(request, context);
}

const noStore = { headers: { 'cache-control': 'no-store' } };

function notFound(): Response {
  return Response.json({ ok: false, error: { code: 'bad-request', message: 'Nothing is served at this path. Check the address.', retry: false } }, { status: 404 });
}
