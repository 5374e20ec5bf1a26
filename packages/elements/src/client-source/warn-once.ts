const warned = new Set<string>();

/**
 * Tells the integrator about a mistake, once per page for each element and
 * message; an element never throws over a bad attribute.
 */
export function warnOnce(element: Element, message: string): void {
  const line = `<${element.localName}>: ${message}`;
  if (warned.has(line)) return;
  warned.add(line);
  console.warn(line);
}
