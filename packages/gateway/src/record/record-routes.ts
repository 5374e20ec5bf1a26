/** The record over HTTP, for supervisors and integrators' servers: export and erase a contact, read and export the audit stream. */
import { TakeoverError } from '@live-takeover/sdk/core';
import type { AgentIdentity, Authenticate } from '../agents/authenticate.js';
import { isInScope } from '../agents/scope.js';
import type { Answer } from '../api/app.js';
import { errorResponse } from '../api/error-response.js';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { AuditEntry } from '../store/event-store.js';
import { auditPageLimit, placeOf, placeText } from './audit-pages.js';
import { byteStream } from './byte-stream.js';
import type { RecordKeeper } from './record-keeper.js';
import type { RecordSubject } from './record-subject.js';

/** What the routes work with. */
export interface RecordRoutesOptions {
  readonly record: RecordKeeper;
  readonly authenticate: Authenticate;
  readonly projection: Pick<Projection, 'findHead'>;
  readonly runtime: Pick<Runtime, 'log'>;
}

type Route = (options: RecordRoutesOptions, request: Request, found: readonly string[]) => Promise<Response>;

const subjectPath = /^\/v1\/(contact|conversation)s\/([^/]+)(\/export)?$/;
const auditPath = /^\/v1\/audit(\/export)?$/;
const linesPerPage = 100;
const noStore = { 'cache-control': 'no-store' };

/** Answers what concerns the record. */
export function createRecordRoutes(options: RecordRoutesOptions): Answer {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const route = routeOf(request.method, pathname);
    if (route === undefined) return undefined;
    try {
      return await route(options, request, subjectPath.exec(pathname) ?? []);
    } catch (error) {
      if (!(error instanceof TakeoverError)) throw error;
      options.runtime.log('info', 'request-refused', { code: error.code });
      return errorResponse(error);
    }
  };
}

function routeOf(method: string, pathname: string): Route | undefined {
  const subject = subjectPath.exec(pathname);
  if (subject !== null) {
    if (subject[3] !== undefined) return method === 'GET' ? exportSubject : undefined;
    return method === 'DELETE' ? eraseSubject : undefined;
  }
  const audit = auditPath.exec(pathname);
  if (audit === null || method !== 'GET') return undefined;
  return audit[1] === undefined ? readAudit : exportAudit;
}

const exportSubject: Route = async ({ record, authenticate }, request, found) => {
  const { agent, scope } = await supervisorOfAll(authenticate, request);
  const subject = subjectOf(found);
  const lines = await record.export(scope.tenant, subject, agent.id);
  return download(lines, 'application/x-ndjson', `${subject.kind}.ndjson`);
};

const eraseSubject: Route = async ({ record, authenticate }, request, found) => {
  const { agent, scope } = await supervisorOfAll(authenticate, request);
  const compact = new URL(request.url).searchParams.get('compact') === 'true';
  const erased = await record.erase(scope.tenant, subjectOf(found), agent.id, { compact });
  return Response.json({ ok: true, ...erased }, { headers: noStore });
};

const readAudit: Route = async (options, request) => {
  const identity = await supervisor(options.authenticate, request);
  const { searchParams } = new URL(request.url);
  const limit = Number(searchParams.get('limit') ?? linesPerPage);
  if (!Number.isInteger(limit) || limit < 1 || limit > auditPageLimit)
    throw new TakeoverError('bad-request', `"limit" is a whole number from 1 to ${auditPageLimit}. Ask for the next page with "since".`);
  const page = await options.record.auditPage(identity.scope.tenant, sinceOf(searchParams), limit);
  const entries: AuditEntry[] = [];
  for (const entry of page.entries) if (await mayRead(options, identity, entry)) entries.push(entry);
  return Response.json({ ok: true, entries, next: placeText(page.next), isLast: page.isLast }, { headers: noStore });
};

const exportAudit: Route = async ({ record, authenticate }, request) => {
  const { agent, scope } = await supervisorOfAll(authenticate, request);
  const { searchParams } = new URL(request.url);
  const isCsv = searchParams.get('format') === 'csv';
  const lines = await record.exportAudit(scope.tenant, sinceOf(searchParams).at, isCsv ? 'csv' : 'json-lines', agent.id);
  return isCsv ? download(lines, 'text/csv; charset=utf-8', 'audit.csv') : download(lines, 'application/x-ndjson', 'audit.ndjson');
};

async function supervisor(authenticate: Authenticate, request: Request): Promise<AgentIdentity> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) throw new TakeoverError('unauthorized', 'The request has no token. Send it as "Authorization: Bearer …".');
  const authenticated = await authenticate(token);
  if (!authenticated.ok) throw authenticated.error;
  if (authenticated.identity.agent.role === 'supervisor') return authenticated.identity;
  throw new TakeoverError('forbidden', 'The record is for supervisors. Use a token whose role is "supervisor".');
}

/** A contact's conversations may be of any bot, so part of a tenant is not enough to give them out or erase them. */
async function supervisorOfAll(authenticate: Authenticate, request: Request): Promise<AgentIdentity> {
  const identity = await supervisor(authenticate, request);
  if (identity.scope.bots === 'all') return identity;
  throw new TakeoverError('forbidden', 'This needs the whole tenant in scope. Use a supervisor\'s token that names no bots and no teams.');
}

/** Who sees some bots only reads what concerns conversations of those. */
async function mayRead({ projection }: RecordRoutesOptions, { scope }: AgentIdentity, { subject }: AuditEntry): Promise<boolean> {
  if (scope.bots === 'all') return true;
  const head = await projection.findHead(scope.tenant, subject);
  return head !== undefined && isInScope(scope, scope.tenant, head.bot.id);
}

function subjectOf([, kind, encoded = '']: readonly string[]): RecordSubject {
  try {
    const id = decodeURIComponent(encoded);
    return kind === 'contact' ? { kind, id } : { kind: 'conversation', id };
  } catch {
    throw new TakeoverError('bad-request', 'The id in the address is not encoded as addresses are. Encode it with encodeURIComponent.');
  }
}

function sinceOf(parameters: URLSearchParams): { readonly at: number; readonly seen: number } {
  const place = placeOf(parameters.get('since') ?? '0');
  if (place !== undefined) return place;
  throw new TakeoverError('bad-request', '"since" is an instant: epoch milliseconds, ISO 8601, or the "next" of the page before.');
}

/** Carries what customers wrote: saved, never shown as a page. */
function download(lines: AsyncGenerator<string, void, undefined>, contentType: string, name: string): Response {
  const disposition = `attachment; filename="${name}"`;
  return new Response(byteStream(lines), { headers: { ...noStore, 'content-type': contentType, 'content-disposition': disposition, 'x-content-type-options': 'nosniff' } });
}
