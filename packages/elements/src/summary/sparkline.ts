import { svg, type SVGTemplateResult } from 'lit';

const width = 100;
const height = 24;

/**
 * A line through samples, broken where nothing is known. Decoration beside the
 * words that say the same, so it is hidden from assistive technology.
 */
export function sparklineTemplate(values: readonly (number | null)[]): SVGTemplateResult {
  return svg`<svg class="sparkline" part="sparkline" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><path d=${sparklinePath(values)}></path></svg>`;
}

/** The path of that line: from 0 at the bottom to the highest at the top, as wide as all samples; empty for none. */
export function sparklinePath(values: readonly (number | null)[]): string {
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  const coordinate = (length: number): string => String(Math.round(length * 10) / 10);
  let path = '';
  let isDrawing = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isDrawing = false;
      continue;
    }
    const point = `${coordinate(index * step)} ${coordinate(height - 1 - (value / highest) * (height - 2))}`;
    // A sample between two gaps is a dot: a line from itself to itself, with round ends.
    path += isDrawing ? `L${point}` : `M${point}l0 0`;
    isDrawing = true;
  }
  return path;
}
