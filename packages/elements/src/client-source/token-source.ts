import { TakeoverError } from '@live-takeover/sdk';
import type { Token } from '@live-takeover/sdk/websocket';

/** Gets a token, each time one is needed. Pass the same function to every element that shares a client. */
export type GetToken = () => Promise<Token>;

/**
 * A {@link GetToken} that asks the integrator's own server: `GET url`, with the
 * page's cookies if it is of the same origin, answered by
 * `{ "token": "…", "expiresAt": 1767225600000 }`. A date as text will do too.
 *
 * @throws {TakeoverError} `unauthorized` (401, 403), `gateway-unreachable` (to be tried again) or `bad-config`
 */
export function tokenFrom(url: string, fetchToken: typeof fetch = fetch): GetToken {
  return async () => {
    const response = await ask(url, fetchToken);
    if (response.status === 401 || response.status === 403)
      throw new TakeoverError('unauthorized', `${url} answered ${response.status}. Sign in again.`);
    if (!response.ok)
      throw new TakeoverError('gateway-unreachable', `${url} answered ${response.status}. Try again.`, { retry: true });
    const token = tokenOf(await response.json().catch(() => undefined));
    if (token === undefined)
      throw new TakeoverError('bad-config', `${url} must answer { "token": "…", "expiresAt": … } as JSON.`);
    return token;
  };
}

async function ask(url: string, fetchToken: typeof fetch): Promise<Response> {
  try {
    return await fetchToken(url, { headers: { accept: 'application/json' }, cache: 'no-store' });
  } catch (cause) {
    throw new TakeoverError('gateway-unreachable', `${url} cannot be reached. Try again.`, { cause, retry: true });
  }
}

function tokenOf(answer: unknown): Token | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { token, expiresAt } = answer as { readonly token?: unknown; readonly expiresAt?: unknown };
  if (typeof token !== 'string' || token === '') return undefined;
  const at = typeof expiresAt === 'string' ? Date.parse(expiresAt) : expiresAt;
  return typeof at === 'number' && Number.isFinite(at) ? { token, expiresAt: at } : undefined;
}
