import { TakeoverError, decodeCommand } from '@live-takeover/sdk/core';
import type { AgentServices } from '../agents/agent-services.js';
import { boundedText, jsonOf } from '../http/bounded-text.js';
import { errorResponse } from './error-response.js';

/**
 * `POST /v1/commands`: the same decoder and the same arbiter as the socket, for
 * integrators' servers. Answers `{ ok: true, seq }` or `{ ok: false, error }`.
 */
export async function answerCommand(services: AgentServices, request: Request): Promise<Response> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return refuse(services, 'unauthorized', 'The request has no token. Send it as "Authorization: Bearer …".');
  const authenticated = await services.authenticate(token);
  if (!authenticated.ok) return refuse(services, authenticated.error.code, authenticated.error.message);
  const { frameBytes, messageLength } = services.limits;
  const body = await boundedText(request, frameBytes);
  if (!body.ok && body.problem === 'too-large')
    return refuse(services, 'message-too-large', `The body is larger than ${frameBytes} bytes. Send less at once.`);
  const value = body.ok ? jsonOf(body.text) : undefined;
  if (value === undefined) return refuse(services, 'bad-request', 'The body is not JSON. Send one command as a JSON object.');
  const decoded = decodeCommand(value, messageLength);
  if (!decoded.ok) return refuse(services, decoded.error.code, decoded.error.message);
  const result = await services.arbiter.execute(decoded.command, authenticated.identity);
  return result.ok ? Response.json({ ok: true, seq: result.seq }) : errorResponse(result.error);
}

function refuse({ runtime }: AgentServices, code: TakeoverError['code'], message: string): Response {
  runtime.log('info', 'request-refused', { code });
  return errorResponse(new TakeoverError(code, message));
}
