// Crockford's base32: no I, L, O or U, which are misread or misspelt.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const referenceLength = 8;

/** A new internal reference number: random, so that it says nothing about anyone. */
export function drawReference(random: () => number): string {
  let reference = '';
  for (let index = 0; index < referenceLength; index += 1) reference += alphabet[Math.floor(random() * alphabet.length)] ?? '0';
  return reference;
}
