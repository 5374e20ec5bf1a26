/** Letters that are not a plain one with an accent, and yet are typed and looked for as such. */
const lookAlikes: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ı: 'i', ς: 'σ' };

/** A text as searches compare it: case, accents and width taken away. */
export function plainText(text: string): string {
  // Most texts need no more, and there may be a hundred thousand of them.
  if (!/[\u0080-\uffff]/.test(text)) return text.toLowerCase();
  const bare = text.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase();
  return bare.replace(/[ßæœøłđħıς]/g, (letter) => lookAlikes[letter] ?? letter);
}

/** The words of a search, plain. All of them must be found, in any order. */
export function searchTerms(search: string): readonly string[] {
  return plainText(search).split(/\s+/).filter((term) => term !== '');
}
