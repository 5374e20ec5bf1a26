/** How many segments a text takes on the air, and where a long one is cut. Pure. */

/** How a text is counted. */
export interface Segments {
  /** `GSM-7`: of 7 bits each; `UCS-2`: of 16, as soon as one character asks for it. */
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets, or UTF-16 code units. */
  readonly units: number;
  /** What is charged; 0 for no text. */
  readonly segments: number;
}

/** 3GPP TS 23.038 §6.2.1: the basic character set. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** 3GPP TS 23.038 §6.2.1.1: these take an escape before them. */
const extended = new Set('\f^{}\\[~]|€');

/** 140 octets, less 6 for the header of a part (3GPP TS 23.040 §9.2.3.24.1). */
const capacities = { 'GSM-7': { alone: 160, part: 153 }, 'UCS-2': { alone: 70, part: 67 } } as const;

/** How a text is counted, as a composer may show it. */
export function segmentsOf(text: string): Segments {
  const characters = [...text];
  const encoding = characters.every((character) => basic.has(character) || extended.has(character)) ? 'GSM-7' : 'UCS-2';
  const widths = characters.map((character) => (encoding === 'UCS-2' ? character.length : extended.has(character) ? 2 : 1));
  const units = widths.reduce<number>((sum, width) => sum + width, 0);
  const { alone, part } = capacities[encoding];
  return { encoding, units, segments: units === 0 ? 0 : units <= alone ? 1 : filled(widths, part) };
}

/** A character of two units does not begin in one segment and end in the next. */
function filled(widths: readonly number[], capacity: number): number {
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > capacity) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return segments;
}
