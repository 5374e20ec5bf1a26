import { allowedOrigins } from '../config/config.js';
import type { Settings } from '../config/settings.js';

/** Whether a page may talk to the gateway. */
export type IsAllowedOrigin = (origin: string | null, request: Request) => boolean;

/**
 * Allows the configured origins (`*` for all), the gateway's own pages, and
 * callers that are no page and so name no origin.
 */
export function allowOrigins(settings: Pick<Settings, 'config'>): IsAllowedOrigin {
  return (origin, request) => {
    const allowed = allowedOrigins(settings.config);
    if (origin === null || allowed.includes('*') || allowed.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === new URL(request.url).host;
  };
}
