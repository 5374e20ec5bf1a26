/** The elements that rows are drawn into and that serve them. */
export interface TableParts {
  /** The grid, which scrolls. */
  readonly scroller: HTMLElement;
  /** The headings, which stay in sight. */
  readonly head: HTMLElement;
  /** Everything above the rows that the hand must not see move them. */
  readonly band: HTMLElement;
  readonly bandRows: HTMLElement;
  /** As tall as all rows together. */
  readonly spacer: HTMLElement;
  /** As tall as one row. */
  readonly probe: HTMLElement;
  /** Where the internal reference is shown. */
  readonly tip: HTMLElement;
}

/**
 * Finds the parts of a table that has been rendered.
 *
 * @throws {TypeError} it has not
 */
export function tableParts(root: ParentNode): TableParts {
  const part = (className: string): HTMLElement => {
    const found = root.querySelector<HTMLElement>(`.${className}`);
    if (found === null) throw new TypeError(`The table has no .${className}; render it first.`);
    return found;
  };
  return {
    scroller: part('grid'),
    head: part('head'),
    band: part('band'),
    bandRows: part('band-rows'),
    spacer: part('rows'),
    probe: part('probe'),
    tip: part('tip'),
  };
}
