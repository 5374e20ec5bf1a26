/** How many texts a message takes on its way to a phone. Pure. */

/** 3GPP TS 23.038 §6.2.1: the basic character set. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** 3GPP TS 23.038 §6.2.1.1: these take an escape before them. */
const extended = new Set('\f^{}\\[~]|€');

/** 140 octets, less 6 for the header of a part (3GPP TS 23.040 §9.2.3.24.1); of 7 bits a character, or of 16 as soon as one asks for it. */
const capacities = { narrow: { alone: 160, part: 153 }, wide: { alone: 70, part: 67 } } as const;

/** How many texts of a phone's own size it is; 0 for no text. */
export function textSegments(text: string): number {
  const characters = [...text];
  const isNarrow = characters.every((character) => basic.has(character) || extended.has(character));
  const { alone, part } = capacities[isNarrow ? 'narrow' : 'wide'];
  const widths = characters.map((character) => (isNarrow ? (extended.has(character) ? 2 : 1) : character.length));
  const width = widths.reduce((sum, one) => sum + one, 0);
  return width === 0 ? 0 : width <= alone ? 1 : filled(widths, part);
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
