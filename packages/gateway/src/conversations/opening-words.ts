/**
 * When a desk opens, for its customers: in its own time zone, which is named.
 *
 * @param language - BCP 47; without one it is written as ISO 8601 does, which reads the same in any
 */
export function openingWords(opensAt: number, timeZone: string, language: string | undefined): string {
  if (language === undefined) return `${new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(opensAt)} (${timeZone})`;
  const format = new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  // Some languages put a narrow no-break space between digits and "AM", which many phones cannot show.
  return format.format(opensAt).replace(/\u202f/g, '\u00a0');
}
