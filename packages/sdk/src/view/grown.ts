/** A copy of a typed array with room for `length` elements, the new ones zero. */
export function grown<Numbers extends Float64Array | Int32Array | Uint8Array | Int8Array>(
  numbers: Numbers,
  length: number,
): Numbers {
  const copy = new (numbers.constructor as new (length: number) => Numbers)(length);
  copy.set(numbers);
  return copy;
}
