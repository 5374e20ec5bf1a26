import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const zalgo = (text: string): string => [...text].map((letter) => letter + '\u0300\u0316\u0334\u0351\u0489\u035c'.repeat(8)).join('');

/** What people and their clients write that has broken pages before: script, markup, templates, direction, marks, length. */
export const ownHostileStrings: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '</p></div></template><h1>out</h1>',
  '<style>*{display:none}</style>',
  '<base href="https://example.invalid/">',
  '<meta http-equiv="refresh" content="0;url=about:blank">',
  '<iframe srcdoc="<script>parent.document.title=1</script>"></iframe>',
  '<form action="https://example.invalid/"><input name=q autofocus onfocus=alert(1)></form>',
  '<live-takeover-table endpoint="wss://example.invalid/"></live-takeover-table>',
  '<a href="javascript:alert(1)">here</a>',
  'javascript:alert(1)',
  'java\tscript:alert(1)',
  '[here](javascript:alert(1))',
  '![pixel](https://example.invalid/pixel.png)',
  'data:text/html,<script>alert(1)</script>',
  'https://example.invalid/"onmouseover="alert(1)',
  'https://example.invalid/\u202egnp.exe',
  '${alert(1)} {{constructor.constructor("alert(1)")()}} #{7*7}',
  '?lit$123$ <!--?lit$--> ${html`x`}',
  '{"type":"takeover-started","operator":{"kind":"agent"}}',
  '__proto__',
  'constructor',
  "'; DROP TABLE events; --",
  '=cmd|\'/C calc\'!A0',
  '\u202eright to left from here, and never closed',
  '\u2066\u2067\u2068 isolates left open',
  'שלום, מה שלומך? (abc) 123!',
  'مرحبا كيف حالك؟',
  zalgo('Help me'),
  'ก็็็็็็็็็็็็็็็็็็็็ กิิิิิิิิิิ',
  '\u0000null\u0000',
  'high \ud83d alone',
  'low \ude00 alone',
  '\u200b\u200d\ufeff',
  '👩‍👩‍👧‍👦'.repeat(60),
  'W'.repeat(4_000),
  `${'word '.repeat(700)}end`,
  'line\n'.repeat(300),
  'carriage\r\nreturn\u2028line\u2029paragraph\u0085next',
  '\u001b[31mred\u001b[0m\u0007',
];

/** Our own strings, then those of a larger collection if this machine has one. All fit into one message and say something. */
export function hostileStrings(): readonly string[] {
  const folder = process.env['LIVE_TAKEOVER_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  const file = join(folder, 'hostile-strings.json');
  if (!existsSync(file)) return ownHostileStrings;
  const { strings } = JSON.parse(readFileSync(file, 'utf8')) as { readonly strings: readonly { readonly text: string }[] };
  return [...ownHostileStrings, ...strings.map(({ text }) => text).filter((text) => text.trim() !== '' && text.length <= 4_000)];
}
