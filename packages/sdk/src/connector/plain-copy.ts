/** As deep as anything a connector tells may be. */
const depthLimit = 12;

/**
 * The plain data in a value: own fields read once, so that a getter that throws
 * does so here, and one that answers otherwise the next time is not asked again.
 *
 * @throws {TypeError} it refers to itself, or is no data
 */
export function plainCopy(value: unknown, depth: number = 0): unknown {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') throw new TypeError(`a ${typeof value} is no data`);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === depthLimit) throw new TypeError('it is too deep, or refers to itself');
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => plainCopy(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainCopy(field, depth + 1)]));
}
