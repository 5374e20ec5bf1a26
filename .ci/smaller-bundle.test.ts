import { parseAst } from 'rollup/parseAst';
import { expect, test } from 'vitest';
import { withSmallerTemplates } from './smaller-bundle.mjs';

const smaller = (code: string): Promise<string> => withSmallerTemplates(code, parseAst);

test('a style sheet keeps everything but its white space and comments', async () => {
  const sheet = "css`\n  /* why */\n  .row > .cell,\n  :host([theme='dark']) .x {\n    inline-size: calc(100% - 2 * var(--_gap));\n    content: '  a { b }  ';\n  }\n`";
  expect(await smaller(`const a = ${sheet};`)).toBe("const a = css`.row>.cell,:host([theme=\"dark\"]) .x{inline-size:calc(100% - 2 * var(--_gap));content:\"  a { b }  \"}`;");
});

test('backslashes and dollar signs in a style sheet arrive as they were', async () => {
  const code = await smaller("css`.a::before { content: '\\\\2014'; }`");
  expect(new Function('css', `return ${code}`)((parts: TemplateStringsArray) => parts[0])).toMatch(/^\.a::?before\{content:"—"\}$/u);
});

test('a template keeps one space for each line break, and all others', async () => {
  expect(await smaller('html`<p\n    class="x"\n  >\n    ${a}  b\n  </p>`')).toBe('html`<p class="x" > ${a}  b </p>`');
});

test('a template inside a template loses its white space, too', async () => {
  expect(await smaller('html`<ul>\n  ${x.map(() => html`<li>\n    a</li>`)}\n</ul>`')).toBe('html`<ul> ${x.map(() => html`<li> a</li>`)} </ul>`');
});

test('a mistake in a style sheet stops the build', async () => {
  await expect(smaller('css`.a { color: red; } }`')).rejects.toThrow('A style sheet has a mistake');
});
