/** Decides which web pages may talk to the gateway as customers. */
export interface OriginPolicy {
  /** Whether a page of this origin may call; no origin means the caller is no page. */
  allows(origin: string | null, request: Request): boolean;
  /** The same response with what the calling page's browser needs to hand it over. */
  withCors(response: Response, request: Request): Response;
  /** The answer to a browser that asks before it calls. */
  preflight(request: Request): Response;
}

/** Headers that Web Chat sends (directlinejs 0.15). */
const requestHeaders = 'authorization, content-type, x-ms-bot-agent, x-requested-with';
const methods = 'GET, POST, OPTIONS';
/** Chromium keeps a preflight no longer than this. */
const preflightSeconds = 7200;

/**
 * A policy for the configured origins; `*` allows every one. The gateway's own
 * pages are always allowed.
 */
export function originPolicy(allowedOrigins: () => readonly string[]): OriginPolicy {
  const allows = (origin: string | null, request: Request): boolean => {
    const allowed = allowedOrigins();
    return origin === null || allowed.includes('*') || allowed.includes(origin) || isOwnPage(origin, request);
  };

  const corsHeaders = (request: Request): Readonly<Record<string, string>> => {
    const origin = request.headers.get('origin');
    if (origin === null || !allows(origin, request)) return { vary: 'origin' };
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'retry-after',
      vary: 'origin',
    };
  };
  return {
    allows,
    withCors(response, request) {
      for (const [name, value] of Object.entries(corsHeaders(request))) response.headers.set(name, value);
      return response;
    },
    preflight: (request) =>
      new Response(null, {
        status: 204,
        headers: {
          ...corsHeaders(request),
          'access-control-allow-methods': methods,
          'access-control-allow-headers': requestHeaders,
          'access-control-max-age': String(preflightSeconds),
        },
      }),
  };
}

/** Compares hosts, not schemes: a proxy in front may have taken the TLS off. */
function isOwnPage(origin: string, request: Request): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(request.url).host;
}
