/**
 * What the script-tag file need not carry: white space in style sheets and
 * templates. And style sheets beside one another, where gzip, which looks back
 * 32 kB, finds what they have in common. Only white space goes; a style sheet
 * that would mean something else stops the build.
 */
import { transform } from 'esbuild';

/** @returns {import('rollup').Plugin} takes white space out of `css` and `html` templates of our own modules */
export function smallerTemplates() {
  return {
    name: 'smaller-templates',
    async transform(code, id) {
      if (!/[\\/]packages[\\/]/.test(id) || !/\b(css|html|svg)\b/.test(code)) return null;
      return { code: await withSmallerTemplates(code, (text) => this.parse(text)), map: null };
    },
  };
}

/**
 * @param {readonly string[]} modules the style sheets' modules, which import nothing with a side effect
 * @returns {import('rollup').Plugin} puts them before everything else that `entry` imports
 */
export function stylesTogether(entry, modules) {
  return {
    name: 'styles-together',
    transform(code, id) {
      if (id !== entry) return null;
      return { code: modules.map((module) => `import ${JSON.stringify(module)};\n`).join('') + code, map: null };
    },
  };
}

/**
 * A module with less white space in its templates.
 *
 * @param {string} code
 * @param {(code: string) => object} parse gives an ESTree
 */
export async function withSmallerTemplates(code, parse) {
  const edits = [];
  for (const { tag, quasi } of templatesIn(parse(code))) {
    if (tag.name === 'css') edits.push(...(await smallerSheet(quasi, code)));
    else for (const { start, end } of quasi.quasis) edits.push({ start, end, text: code.slice(start, end).replace(/\s*\n\s*/g, ' ') });
  }
  edits.sort((first, second) => second.start - first.start);
  let smaller = code;
  for (const { start, end, text } of edits) smaller = smaller.slice(0, start) + text + smaller.slice(end);
  return smaller;
}

/** Of a sheet put together from parts only line breaks and indentation go: what a part begins or ends in the middle of is not known. */
async function smallerSheet(quasi, code) {
  if (quasi.quasis.length > 1) return quasi.quasis.map(({ start, end }) => ({ start, end, text: code.slice(start, end).replace(/\s*\n\s*/g, ' ') }));
  const [{ start, end, value }] = quasi.quasis;
  const smaller = await printed(value.cooked, true);
  if ((await printed(smaller, false)) !== (await printed(value.cooked, false)))
    throw new Error(`Without white space this style sheet means something else:\n${value.cooked}`);
  return [{ start, end, text: smaller.trim().replace(/[\\`]|\$(?=\{)/g, '\\$&') }];
}

async function printed(sheet, minifyWhitespace) {
  const { code, warnings } = await transform(sheet, { loader: 'css', minifyWhitespace, target: 'esnext', charset: 'utf8', legalComments: 'none' });
  if (warnings.length > 0) throw new Error(`A style sheet has a mistake: ${warnings[0].text} (${warnings[0].location?.lineText ?? ''})`);
  return code;
}

function* templatesIn(node) {
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'TaggedTemplateExpression' && node.tag.type === 'Identifier' && /^(css|html|svg)$/.test(node.tag.name)) yield node;
  for (const child of Object.values(node)) yield* templatesIn(child);
}
