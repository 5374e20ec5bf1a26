import { TakeoverError, decodeCommand } from '@live-takeover/sdk/core';
import type { AgentServices } from '../agents/agent-services.js';
import { boundedText, jsonOf } from '../http/bounded-text.js';
import type { RateLimit } from '../rate-limit.js';
import { createRateLimit, tooMany } from '../rate-limit.js';
import { errorResponse } from './error-response.js';

/**
 * `POST /v1/commands`: the same decoder and the same arbiter as the socket, for
 * integrators' servers. Answers `{ ok: true, seq }` or `{ ok: false, error }`.
 */
export function createCommandRoute(services: AgentServices): (request: Request) => Promise<Response> {
  const rateLimit = createRateLimit({
    now: () => services.runtime.now(),
    perSecond: () => services.settings.config.limits.commandsPerSecond,
  });
  return (request) => answerCommand(services, rateLimit, request);
}

async function answerCommand(services: AgentServices, rateLimit: RateLimit, request: Request): Promise<Response> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return refuse(services, new TakeoverError('unauthorized', 'The request has no token. Send it as "Authorization: Bearer …".'));
  const authenticated = await services.authenticate(token);
  if (!authenticated.ok) return refuse(services, authenticated.error);
  const { agent, scope } = authenticated.identity;
  const waitMs = rateLimit(JSON.stringify([scope.tenant, agent.id]));
  if (waitMs > 0) return refuse(services, tooMany(waitMs), waitMs);
  const { frameBytes, messageLength } = services.settings.config.limits;
  const body = await boundedText(request, frameBytes);
  if (!body.ok && body.problem === 'too-large')
    return refuse(services, new TakeoverError('message-too-large', `The body is larger than ${frameBytes} bytes. Send less at once.`));
  const value = body.ok ? jsonOf(body.text) : undefined;
  if (value === undefined) return refuse(services, new TakeoverError('bad-request', 'The body is not JSON. Send one command as a JSON object.'));
  const decoded = decodeCommand(value, messageLength);
  if (!decoded.ok) return refuse(services, decoded.error);
  const result = await services.arbiter.execute(decoded.command, authenticated.identity);
  return result.ok ? Response.json({ ok: true, seq: result.seq }) : errorResponse(result.error);
}

function refuse({ runtime }: AgentServices, error: TakeoverError, waitMs?: number): Response {
  runtime.log('info', 'request-refused', { code: error.code });
  return errorResponse(error, waitMs);
}
