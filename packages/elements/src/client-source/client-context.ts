import type { TakeoverClient } from '@live-takeover/sdk';
import { createContext, type Context } from '@lit/context';

/**
 * The context by which `<live-takeover-provider>` hands its client to the
 * elements inside it. A registered symbol, so that elements from two copies of
 * this package on one page still find each other's provider.
 */
export const takeoverClientContext: Context<unknown, TakeoverClient | undefined> = createContext<
  TakeoverClient | undefined
>(Symbol.for('live-takeover.client.v1'));
