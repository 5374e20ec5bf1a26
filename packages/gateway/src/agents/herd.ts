/** How the clients of a node that ends are spread over time, so that they do not all fall upon the next one together. */

/** So many come back per second, on average. */
const returnsPerSecond = 200;
const longestSpreadMs = 30_000;
const shortestSpreadMs = 1_000;
/** Part of the ten seconds in which a process has to be gone. */
const longestLeaveMs = 2_000;

/** How long a pause there is between two slices of sockets that are closed. */
export const sliceEveryMs = 100;

/** Within what time so many clients are asked to come back, each at a moment that it draws. */
export function spreadMs(clients: number): number {
  return Math.min(longestSpreadMs, shortestSpreadMs + (clients * 1_000) / returnsPerSecond);
}

/** The same clients in slices, to be closed one after the other: as few at a time as the drain's time allows. */
export function slicesOf<Client>(clients: readonly Client[]): readonly (readonly Client[])[] {
  const size = Math.ceil(Math.max((returnsPerSecond * sliceEveryMs) / 1_000, (clients.length * sliceEveryMs) / longestLeaveMs));
  const slices: Client[][] = [];
  for (let first = 0; first < clients.length; first += size) slices.push(clients.slice(first, first + size));
  return slices;
}
