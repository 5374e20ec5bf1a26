/** What an element says, on screen and to who listens. */

/** One text and where it stands. */
export interface Said {
  readonly text: string;
  readonly element: Element;
  /** The attribute that says it; undefined for text. */
  readonly attribute?: string;
}

const spokenAttributes = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'aria-placeholder', 'title', 'placeholder', 'alt', 'label'];

/** Every element in an element's own tree and those of the elements in it, in the order of the document. */
export function* elementsIn(host: Element): Generator<Element> {
  for (const element of host.shadowRoot?.querySelectorAll('*') ?? []) {
    yield element;
    yield* elementsIn(element);
  }
}

/** Everything that is said by what is rendered, hidden for the eye or not. */
export function* saidBy(host: Element): Generator<Said> {
  for (const element of elementsIn(host)) {
    if (element.localName === 'style' || !(element.closest('select') ?? element).checkVisibility()) continue;
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim()) yield { text: node.nodeValue.trim(), element };
    for (const attribute of spokenAttributes) {
      const text = element.getAttribute(attribute);
      if (text?.trim()) yield { text: text.trim(), element, attribute };
    }
  }
}

/** Where something stands, for who reads a failure. */
export function placeOf(element: Element): string {
  const names = [...element.classList].map((name) => `.${name}`).join('');
  return `${element.localName}${names}`;
}
