/** The order of UTF-16 code units: fast, and the same everywhere. */
export function compareCodeUnits(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
