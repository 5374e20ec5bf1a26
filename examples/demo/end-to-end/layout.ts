/**
 * What is wrong with an element's layout, one line each: parts of its shadow
 * tree that scroll sideways or paint over their neighbours. Runs in the page.
 */
export function layoutFaults(host: HTMLElement | SVGElement): readonly string[] {
  const faults: string[] = [];
  const isClipped = (element: Element, end: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = at === end ? null : at.parentElement) {
      const { overflowX, overflowY, contain } = getComputedStyle(at);
      if ((overflowX !== 'visible' && overflowY !== 'visible') || /paint|strict|content/.test(contain)) return true;
    }
    return false;
  };
  const name = (element: Element): string => `${element.getAttribute('part') ?? element.localName}: ${JSON.stringify((element.textContent ?? '').trim().slice(0, 40))}`;
  const visit = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('*')) {
      const { overflowX } = getComputedStyle(element);
      const isWide = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
      const isText = element.matches('[part~="message-text"]');
      const isScroller = element.matches('[role="log"], [role="grid"]') || (overflowX === 'auto' && element.querySelector('[role="row"]') !== null);
      if (isWide && (isText || isScroller)) faults.push(`scrolls sideways: ${name(element)}`);
      const row = element.matches('[role="gridcell"]') && element.clientHeight > 0 ? element.closest('[role="row"]') : null;
      if (row !== null && !isClipped(element, row)) faults.push(`paints outside of its row: ${name(element)}`);
      if (element.shadowRoot !== null) visit(element.shadowRoot);
    }
  };
  if (host.shadowRoot !== null) visit(host.shadowRoot);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push('the page scrolls sideways');
  return faults;
}

/** Where the cells of each row begin and how high it is; the same for every row if nothing leaks. Runs in the page. */
export function columnStarts(host: HTMLElement | SVGElement): readonly string[] {
  const rows = [...(host.shadowRoot?.querySelectorAll('[role="row"]') ?? [])].filter(
    (row) => row.querySelector('[role="gridcell"]') !== null && row.getBoundingClientRect().height > 0,
  );
  return rows.map((row) => {
    const starts = [...row.querySelectorAll('[role="gridcell"]')].map((cell) => Math.round(cell.getBoundingClientRect().left));
    return `${starts.join(' ')}, ${String(Math.round(row.getBoundingClientRect().height))} high`;
  });
}

/** Spaces text as a reader may (WCAG 2.2, 1.4.12), in every shadow tree there is now. Runs in the page. */
export function spaceText(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }');
  const visit = (root: Document | ShadowRoot): void => {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot !== null) visit(shadowRoot);
  };
  visit(document);
}
