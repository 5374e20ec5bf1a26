import type { Page } from '@live-takeover/sdk/websocket';

/** The page the elements are in, as a connector sees it. */
export const browserPage: Page = {
  onWake(listener) {
    const ending = new AbortController();
    const { signal } = ending;
    const whenVisible = (): void => {
      if (document.visibilityState === 'visible') listener();
    };
    const whenRestored = (event: PageTransitionEvent): void => {
      if (event.persisted) listener();
    };
    window.addEventListener('pageshow', whenRestored, { signal });
    window.addEventListener('online', listener, { signal });
    document.addEventListener('visibilitychange', whenVisible, { signal });
    return () => ending.abort();
  },
  onGoodbye(listener) {
    window.addEventListener('pagehide', listener);
    return () => window.removeEventListener('pagehide', listener);
  },
};
