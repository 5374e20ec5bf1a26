/** `POST /v1/operations/{name}`: the command line's way to a gateway that has the store. On this machine, and with the signing secret. */
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Answer } from '../api/app.js';
import { errorResponse } from '../api/error-response.js';
import { isLoopback } from '../config/config.js';
import type { RotatedSecret } from '../config/secrets.js';
import { boundedText, jsonOf } from '../http/bounded-text.js';
import type { Runtime } from '../runtime.js';
import { byteStream } from './byte-stream.js';
import { allowsOperation } from './operation-token.js';
import { decodeOperation, performOperation } from './operations.js';
import type { RecordKeeper } from './record-keeper.js';

/** What the routes work with. */
export interface OperationRoutesOptions {
  readonly record: RecordKeeper;
  readonly runtime: Pick<Runtime, 'now' | 'log'>;
  /** Asked at each request. */
  readonly signingSecret: () => RotatedSecret;
  /** The address listened on: who calls it from this very machine comes from it. */
  readonly listenHost: string;
}

const pathPattern = /^\/v1\/operations\/([a-z]+)$/;
const bodyBytesLimit = 16_384;

/** Answers the command line. */
export function createOperationRoutes(options: OperationRoutesOptions): Answer {
  return async (request, { remoteAddress }) => {
    const [, name] = pathPattern.exec(new URL(request.url).pathname) ?? [];
    if (name === undefined || request.method !== 'POST') return undefined;
    try {
      await authorize(options, request, name, remoteAddress);
      const body = await boundedText(request, bodyBytesLimit);
      const operation = decodeOperation({ ...(jsonOf(body.ok ? body.text : '') as object | undefined), name });
      const result = await performOperation(options.record, operation);
      if (result.kind === 'done') return Response.json({ ok: true, done: result.done });
      return new Response(byteStream(result.lines), { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } });
    } catch (error) {
      if (!(error instanceof TakeoverError)) throw error;
      options.runtime.log('info', 'operation-refused', { name, code: error.code });
      return errorResponse(error);
    }
  };
}

async function authorize(options: OperationRoutesOptions, request: Request, name: string, remoteAddress: string | undefined): Promise<void> {
  const isHere = remoteAddress === undefined || isLoopback(remoteAddress) || remoteAddress === options.listenHost;
  // A page is never the command line, wherever its browser runs.
  if (!isHere || request.headers.has('origin'))
    throw new TakeoverError('forbidden', "Operations are for the command line on the gateway's own machine. Run it there.");
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  if (!(await allowsOperation(token, name, options.signingSecret(), options.runtime.now())))
    throw new TakeoverError('unauthorized', 'The token does not allow this operation. Give the command the same LIVE_TAKEOVER_SIGNING_SECRET as the gateway.');
}
