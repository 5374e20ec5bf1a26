/** Texts as vectors of unit length: the nearer two are, the more of what is rare among all of them two texts share. */
import { plainText } from '../base/plain-text.js';

/** Numbers of features in ascending order, and how much of each. */
export interface Vector {
  readonly features: readonly number[];
  readonly values: readonly number[];
}

/** Written without spaces between words, so that pairs of characters have to stand for them. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** What so many of the texts have says nothing of any of them. */
const commonShare = 0.2;
const commonCount = 20;
/** Among few texts chance would say what is rare: as if there were so many others, which have none of it. */
const otherTexts = 100;

/** The letters and digits of a text, plain; the text itself if it has none. */
export function keyOf(text: string): string {
  return wordsOf(text).join(' ') || text.trim();
}

/** @param texts - each once; the same ones in the same order give the same vectors */
export function vectorsOf(texts: readonly string[]): readonly Vector[] {
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  const given = texts.map((text) => {
    const amounts = new Map<number, number>();
    for (const [feature, amount] of featuresOf(text)) {
      let number = numbers.get(feature);
      if (number === undefined) numbers.set(feature, (number = counts.push(0) - 1));
      if (!amounts.has(number)) counts[number] = (counts[number] ?? 0) + 1;
      amounts.set(number, (amounts.get(number) ?? 0) + amount);
    }
    return amounts;
  });
  const limit = Math.max(commonCount, commonShare * texts.length);
  return given.map((amounts) => {
    const weighed = [...amounts].flatMap(([number, amount]): [number, number][] => {
      const count = counts[number] ?? 0;
      return count > limit ? [] : [[number, amount * Math.log((texts.length + otherTexts) / count)]];
    });
    return unit(weighed);
  });
}

/** The direction in which all of them point together. */
export function centreOf(vectors: readonly Vector[], weights: readonly number[]): Vector {
  const sums = new Map<number, number>();
  for (const [index, { features, values }] of vectors.entries())
    for (const [place, feature] of features.entries()) sums.set(feature, (sums.get(feature) ?? 0) + (weights[index] ?? 0) * (values[place] ?? 0));
  return unit([...sums]);
}

/** How near two vectors are: 1 for the same direction, 0 where they share nothing. */
export function nearness(one: Vector, other: Vector): number {
  let sum = 0;
  for (let left = 0, right = 0; left < one.features.length && right < other.features.length; ) {
    const difference = (one.features[left] as number) - (other.features[right] as number);
    if (difference === 0) sum += (one.values[left] as number) * (other.values[right] as number);
    if (difference <= 0) left += 1;
    if (difference >= 0) right += 1;
  }
  return sum;
}

function unit(amounts: readonly (readonly [feature: number, value: number])[]): Vector {
  const sorted = [...amounts].sort(([one], [other]) => one - other);
  const length = Math.sqrt(sorted.reduce((sum, [, value]) => sum + value * value, 0)) || 1;
  return { features: sorted.map(([feature]) => feature), values: sorted.map(([, value]) => value / length) };
}

function wordsOf(text: string): readonly string[] {
  return plainText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words, and their parts of three characters: what is inflected, misspelt or put together still shares most of those. */
function featuresOf(text: string): readonly (readonly [feature: string, amount: number])[] {
  return wordsOf(text).flatMap((word) => {
    const isUnspaced = unspaced.test(word);
    const parts = isUnspaced ? partsOf([...word], 2) : partsOf(['<', ...word, '>'], 3);
    const amount = isUnspaced ? 1 : 1 / Math.sqrt(parts.length);
    const within = parts.map((part): [string, number] => [part, amount]);
    return isUnspaced ? within : [...within, [`${word} `, 1] as [string, number]];
  });
}

function partsOf(characters: readonly string[], length: number): readonly string[] {
  const count = Math.max(1, characters.length - length + 1);
  return Array.from({ length: count }, (_, first) => characters.slice(first, first + length).join(''));
}
