/** Numbers out of many, and how they are printed. */

/** The middle one. */
export function median(values) {
  return percentile(values, 0.5);
}

/** @param {number} share - 0.99 for the value that 99 % do not exceed */
export function percentile(values, share) {
  const sorted = values.toSorted((first, second) => first - second);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** By how much `y` grows with each unit of `x`: the line through all points that is nearest to them. */
export function slope(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const rise = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return rise / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** Digits enough to compare by, and no more. */
export function figure(value) {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** Two of them, as in "p50 / p99". */
export function figures(...values) {
  return values.map(figure).join(' / ');
}

/** @param {string} what - what is measured, and what stands beside it */
export function heading(what, beside = '', ours = 'gateway') {
  line(what, beside, ours, 'ratio', 'target');
}

/** One figure beside its peer's. `ratio` and `target` only where there is one. */
export function line(what, beside = '', ours = '', ratio = '', target = '') {
  const cells = [beside, ours].map((cell) => String(cell).padStart(20));
  console.log(`${what.padEnd(52)}${cells.join('')}${String(ratio).padStart(8)}${String(target).padStart(8)}`);
}
