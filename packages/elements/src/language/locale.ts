/**
 * The language an element is in: the nearest `lang` attribute of its ancestors,
 * out through shadow roots; then the browser's; then English.
 */
export function localeOf(host: Element): string {
  let at: Element | null = host;
  while (at !== null) {
    const tagged: Element | null = at.closest('[lang]');
    if (tagged !== null) {
      const tag = tagged.getAttribute('lang')?.trim();
      if (tag) return tag;
      at = tagged.parentElement ?? hostOf(tagged);
      continue;
    }
    at = hostOf(at);
  }
  return navigator.language || 'en';
}

/** The writing direction an element is in, as CSS sees it. */
export function directionOf(host: Element): 'ltr' | 'rtl' {
  return getComputedStyle(host).direction === 'rtl' ? 'rtl' : 'ltr';
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
