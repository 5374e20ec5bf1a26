import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));
const themes = fileURLToPath(new URL('../../themes/', import.meta.url));

/** Where alerts are is no matter of looks, and differs from place to place. */
const isPlace = (name: string): boolean => name.startsWith('--takeover-alerts-');

test('theme neutral sets every public property to what the elements wear without a theme', () => {
  expect(setBy('neutral')).toEqual(defaults());
});

for (const name of ['compact', 'high-contrast'])
  test(`theme ${name} sets only properties that there are, each differently from the default`, () => {
    const known = defaults();
    expect([...setBy(name)].filter(([property, value]) => !known.has(property) || known.get(property) === value && value !== '#ffffff')).toEqual([]);
  });

test.each(['neutral', 'compact', 'high-contrast'])('theme %s is nothing but public properties, so what a reader’s system forces stays forced', (name) => {
  const rule = readFileSync(`${themes}${name}.css`, 'utf8').replaceAll(/\/\*.*?\*\//gsu, '');
  expect(rule.trim()).toMatch(/^:root \{\s*(?:--takeover-[\w-]+: [^;{}]+;\s*)+\}$/u);
});

test('compact and high-contrast go together', () => {
  const colours = setBy('high-contrast');
  expect([...setBy('compact').keys()].filter((property) => colours.has(property))).toEqual([]);
});

/** Every `var(--takeover-…, default)` of the sheets. */
function defaults(): ReadonlyMap<string, string> {
  const sheets = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('-styles.ts'));
  const found = new Map<string, string>();
  for (const name of ['theme/tokens.ts', ...sheets]) {
    const text = readFileSync(source + name, 'utf8');
    for (const { 0: start, 1: property = '', index } of text.matchAll(/var\(\s*(--takeover-[\w-]+),/gu))
      if (!isPlace(property) && !found.has(property)) found.set(property, plain(untilClosed(text.slice(index + start.length))));
  }
  return found;
}

function setBy(theme: string): ReadonlyMap<string, string> {
  const text = readFileSync(`${themes}${theme}.css`, 'utf8');
  return new Map([...text.matchAll(/^ {2}(--takeover-[\w-]+): (.+);$/gmu)].map(([, property = '', value = '']) => [property, plain(value)]));
}

/** The text up to the bracket that closes what was open before it. */
function untilClosed(text: string): string {
  let open = 1;
  const end = [...text].findIndex((sign) => (open += sign === '(' ? 1 : sign === ')' ? -1 : 0) === 0);
  return text.slice(0, end);
}

function plain(value: string): string {
  return value.replace(/\s+/gu, ' ').trim();
}
