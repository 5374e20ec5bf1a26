/** Finds what became of a hostile text: whether it ran, fetched, or made anything but text. */
import { hostileHost, hostileMark, tripwire } from './hostile-strings.test-support.js';
import { elementsIn, placeOf } from './said.test-support.js';

const permitted: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:', 'blob:']);
const never = 'script, iframe, object, embed, base, meta, link, img, video, audio, foreignObject, hostile-element';

/** Watches the page from here on. */
export function watchForHarm(): { readonly harm: readonly string[]; stop(): void } {
  const harm: string[] = [];
  Object.assign(window, { [tripwire]: () => void harm.push('A text was executed.') });
  const requests = new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) if (name.includes(hostileHost)) harm.push(`A text was fetched: ${name}`);
  });
  requests.observe({ type: 'resource' });
  return { harm, stop: () => requests.disconnect() };
}

/** Elements and attributes in an element that only a text can have made. */
export function madeOfText(host: HTMLElement): readonly string[] {
  const faults = [];
  for (const element of elementsIn(host)) {
    if (element.matches(`[${hostileMark}], ${never}`)) faults.push(`${placeOf(element)} was made of a text`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || name === 'srcdoc') faults.push(`${placeOf(element)} has ${name}`);
      if (/^(?:href|src|action|formaction|xlink:href|data|poster)$/u.test(name) && !permitted.has(new URL(value, document.baseURI).protocol))
        faults.push(`${placeOf(element)} leads to ${value}`);
    }
    if (element instanceof HTMLAnchorElement && element.target === '_blank' && !/noopener noreferrer/u.test(element.rel)) faults.push(`${placeOf(element)} tells where it was opened`);
  }
  return faults;
}

/** Everything that an element's tree holds as text: in nodes, fields and attributes. */
export function textIn(host: HTMLElement): string {
  const texts: string[] = [host.shadowRoot?.textContent ?? ''];
  for (const element of elementsIn(host)) {
    if (element.shadowRoot !== null) texts.push(element.shadowRoot.textContent ?? '');
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) texts.push(element.value);
    if (element instanceof HTMLElement && element.localName === 'p' && element.childElementCount > 0) texts.push(element.textContent ?? '');
    for (const { value } of element.attributes) texts.push(value);
  }
  return texts.join('\u0001');
}
