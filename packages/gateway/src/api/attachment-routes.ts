/** Files over HTTP: agents upload them, and whoever has their address gets them. */
import type { Attachment, ConversationId } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { AgentServices } from '../agents/agent-services.js';
import type { AgentIdentity } from '../agents/authenticate.js';
import { isInScope } from '../agents/scope.js';
import { BrokenOffError, TooLargeError, limitedBytes } from '../http/limited-bytes.js';
import { MultipartError, boundaryOf, fileNameOf, partsOf } from '../http/multipart.js';
import { createRateLimit, tooMany } from '../rate-limit.js';
import { StoreError } from '../store/event-store.js';
import { errorResponse } from './error-response.js';
import { lookupResponse } from './file-response.js';

/** The two ways of a file. */
export interface AttachmentRoutes {
  /** `POST /v1/conversations/{id}/attachments`: answers `{ ok: true, attachment }`, to be named in a `send`. */
  upload(request: Request, conversationId: ConversationId): Promise<Response>;
  /** `GET` or `HEAD /v1/attachments/{id}`: 410 once expired. Its address is all that it takes, and cannot be guessed. */
  serve(request: Request, id: string): Promise<Response>;
}

/** What a form adds to the file in it. */
const formBytes = 65_536;

/** The routes of a gateway's files. */
export function createAttachmentRoutes(services: AgentServices): AttachmentRoutes {
  const { runtime, attachments, settings } = services;
  const rateLimit = createRateLimit({ now: () => runtime.now(), perSecond: () => settings.config.limits.commandsPerSecond });
  const guarded = async (route: () => Promise<Response>): Promise<Response> => {
    try {
      return await route();
    } catch (error) {
      const known = knownError(error, attachments.limits.sizeBytes);
      if (known === undefined) throw error;
      runtime.log('info', 'request-refused', { code: known.code });
      return errorResponse(known);
    }
  };
  return {
    upload: (request, conversationId) =>
      guarded(async () => {
        const identity = await identityOf(services, request);
        const waitMs = rateLimit(JSON.stringify([identity.scope.tenant, identity.agent.id]));
        if (waitMs > 0) throw tooMany(waitMs);
        await checkOperator(services, identity, conversationId);
        const attachment = await receive(services, identity, conversationId, request);
        services.audit(identity.scope.tenant, { actor: identity.agent.id, action: 'uploaded', subject: conversationId });
        return Response.json({ ok: true, attachment }, { status: 201, headers: { 'cache-control': 'no-store' } });
      }),
    serve: (request, id) => guarded(async () => lookupResponse(await attachments.find(id), request.method === 'HEAD')),
  };
}

async function identityOf({ authenticate }: AgentServices, request: Request): Promise<AgentIdentity> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) throw new TakeoverError('unauthorized', 'The request has no token. Send it as "Authorization: Bearer …".');
  const authenticated = await authenticate(token);
  if (!authenticated.ok) throw authenticated.error;
  return authenticated.identity;
}

/** As the store has it: a node that is behind must not let anybody in who has handed back elsewhere. */
async function checkOperator({ store }: AgentServices, { agent, scope }: AgentIdentity, conversationId: ConversationId): Promise<void> {
  const head = await store.head(scope.tenant, conversationId);
  // Outside the scope is answered like inexistent: not even existence is told.
  if (head === undefined || !isInScope(scope, scope.tenant, head.bot.id))
    throw new TakeoverError('conversation-unknown', 'There is no such conversation in your scope. Check its id.');
  if (head.closed !== null) throw new TakeoverError('conversation-closed', 'The conversation is closed. A new message of the customer opens another.');
  if (head.operator.kind !== 'agent' || head.operator.id !== agent.id)
    throw new TakeoverError('not-yours', 'Only who talks to the customer may send files. Take the conversation over first.');
}

async function receive({ attachments }: AgentServices, identity: AgentIdentity, conversationId: ConversationId, request: Request): Promise<Attachment> {
  const { headers, url } = request;
  const bytes = limitedBytes(request, attachments.limits.sizeBytes + formBytes);
  const place = { tenant: identity.scope.tenant, conversationId, uploader: 'agent' } as const;
  const boundary = boundaryOf(headers.get('content-type'));
  if (boundary === undefined) {
    const name = new URL(url).searchParams.get('name') ?? fileNameOf(headers.get('content-disposition') ?? '') ?? '';
    return attachments.receive({ ...place, name, contentType: headers.get('content-type') ?? '' }, bytes);
  }
  for await (const { fileName, contentType, body } of partsOf(bytes, boundary))
    // Awaited here: leaving the loop lets go of the rest of the form.
    if (fileName !== undefined) return await attachments.receive({ ...place, name: fileName, contentType }, body);
  throw new TakeoverError('bad-request', 'The form holds no file. Send one, or the file alone as the body.');
}

function knownError(error: unknown, sizeBytes: number): TakeoverError | undefined {
  if (error instanceof TakeoverError) return error;
  if (error instanceof TooLargeError) return new TakeoverError('attachment-too-large', `The file is larger than ${sizeBytes} bytes. Send a smaller one.`);
  if (error instanceof MultipartError) return new TakeoverError('bad-request', `${error.message} Send one file in a form, or the file alone as the body.`);
  if (error instanceof BrokenOffError) return new TakeoverError('bad-request', 'The upload broke off. Send the file again.', { cause: error, retry: true });
  if (error instanceof StoreError) return new TakeoverError('store-unavailable', 'The store does not answer now. Try again.', { cause: error, retry: true });
  return undefined;
}
