/** Asks the gateway that has the store for what it alone can do. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { operationToken } from '../record/operation-token.js';
import type { Operation, OperationResult } from '../record/operations.js';
import type { UsableConfig } from './command.js';
import { CommandError } from './command.js';

/**
 * What came of an operation. Waits for as long as it takes: a large store is not copied in a moment.
 *
 * @throws {CommandError} nobody answers there, or it was refused
 */
export async function askRunningGateway(operation: Operation, { config, secrets }: UsableConfig): Promise<OperationResult> {
  const { host, port } = config.listen;
  if (secrets.signing === undefined)
    throw new CommandError(
      'A gateway has the store, and is asked with the secret it signs with. Give this command the same LIVE_TAKEOVER_SIGNING_SECRET, or stop the gateway first.',
    );
  if (port === 0) throw new CommandError('A gateway has the store, and the configuration does not say on which port it listens. Name it with --port.');
  const address = { host: nearHost(host), port };
  const token = await operationToken(operation.name, secrets.signing, Date.now());
  const response = await post(address, `/v1/operations/${operation.name}`, token, JSON.stringify(operation));
  if (response.statusCode === 200 && (response.headers['content-type'] ?? '').includes('ndjson')) return { kind: 'lines', lines: linesOf(response) };
  const answer = answerOf(await textOf(response));
  if (response.statusCode === 200 && answer.done !== undefined) return { kind: 'done', done: answer.done };
  throw new CommandError(answer.error?.message ?? `What listens on ${address.host}:${port} is no gateway of this release. Name the gateway's port with --port.`);
}

/** Where this machine reaches what listens there. */
function nearHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function post(address: { readonly host: string; readonly port: number }, path: string, token: string, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    request({ ...address, path, method: 'POST', headers }, resolve)
      .on('error', (cause) => {
        const why = 'code' in cause ? String(cause.code) : cause.message;
        const place = `${address.host}:${address.port}`;
        reject(new CommandError(`The store is held by another process, but no gateway answers on ${place} (${why}). Name its port with --port, or stop that process.`, undefined, { cause }));
      })
      .end(body);
  });
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) yield rest + text.slice(0, end);
    rest = end > 0 ? text.slice(end) : rest + text;
  }
  if (rest !== '') yield rest;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of response.setEncoding('utf8') as AsyncIterable<string>) text += piece;
  return text;
}

interface Answer {
  readonly done?: Readonly<Record<string, string | number>>;
  readonly error?: { readonly message?: string };
}

function answerOf(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    // Something else listens there.
    return {};
  }
}
