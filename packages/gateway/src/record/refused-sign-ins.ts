/** Keeps in the audit stream who was refused, without letting whoever sends bad tokens fill it. */
import { decodeJwt } from 'jose';
import type { Audit } from '../agents/audit.js';
import type { Authenticate } from '../agents/authenticate.js';
import type { Runtime } from '../runtime.js';

/** What refusals are told to. */
export interface RefusedSignInsOptions {
  readonly audit: Audit;
  readonly runtime: Pick<Runtime, 'now'>;
  /** A refused token may claim to be of any tenant; only those that there are get a line. */
  readonly isTenant: (tenant: string) => boolean;
}

/** Lines per tenant and minute; what is beyond is counted by the first line of a later minute. */
const linesPerMinute = 20;
const minuteMs = 60_000;
const longestName = 100;

interface Minute {
  readonly endsAt: number;
  lines: number;
  unwritten: number;
}

/** The same check, whose refusals leave a line. What the token says of itself is unproven, and the line says so. */
export function auditRefusals(authenticate: Authenticate, { audit, runtime, isTenant }: RefusedSignInsOptions): Authenticate {
  const minutes = new Map<string, Minute>();
  return async (token) => {
    const authenticated = await authenticate(token);
    // A key set that cannot be fetched refuses nobody.
    if (authenticated.ok || (authenticated.error.retry && authenticated.error.code === 'unauthorized')) return authenticated;
    const { tenant, agent } = claimedBy(token);
    if (!isTenant(tenant)) return authenticated;
    const now = runtime.now();
    const before = minutes.get(tenant);
    const minute = before === undefined || before.endsAt <= now ? { endsAt: now + minuteMs, lines: 0, unwritten: 0 } : before;
    minutes.set(tenant, minute);
    if (minute.lines >= linesPerMinute) {
      minute.unwritten += 1;
      return authenticated;
    }
    minute.lines += 1;
    const missing = before !== minute ? (before?.unwritten ?? 0) : 0;
    audit(tenant, {
      actor: '',
      action: 'sign-in-refused',
      subject: agent,
      detail: { code: authenticated.error.code, isSubjectProven: false, ...(missing === 0 ? {} : { moreBefore: missing }) },
    });
    return authenticated;
  };
}

function claimedBy(token: string): { readonly tenant: string; readonly agent: string } {
  try {
    const { sub = '', tenant = 'default' } = decodeJwt(token);
    return { tenant: String(tenant), agent: String(sub).slice(0, longestName) };
  } catch {
    // No token at all: of no tenant, so nobody's audit stream.
    return { tenant: '', agent: '' };
  }
}
