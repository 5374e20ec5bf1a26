/** Whether a page may talk to the gateway. */
export type IsAllowedOrigin = (origin: string | null, request: Request) => boolean;

/**
 * Allows the configured origins (`*` for all), the gateway's own pages, and
 * callers that are no page and so name no origin.
 */
export function allowOrigins(origins: readonly string[], publicUrl: string | undefined): IsAllowedOrigin {
  const allowed = new Set(publicUrl === undefined ? origins : [...origins, new URL(publicUrl).origin]);
  return (origin, request) =>
    origin === null || allowed.has('*') || allowed.has(origin) || (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host);
}
