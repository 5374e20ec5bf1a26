/**
 * A Rollup plugin that takes the indentation out of `css`, `html` and `svg`
 * templates, which a minifier of JavaScript leaves alone: between tags a run of
 * white space with a line break becomes one space, in style sheets it goes
 * wherever CSS needs none.
 */
export const templateWhitespace = {
  name: 'template-whitespace',
  transform(code, id) {
    if (!/\b(css|html|svg) ?`/.test(code) || !id.endsWith('.js')) return null;
    const edits = [];
    visit(this.parse(code), (tag, { start, end }) => {
      const text = code.slice(start, end);
      const shorter = tag === 'css' ? shortCss(text) : text.replace(/\s*\n\s*/g, ' ');
      if (shorter !== text) edits.push({ start, end, shorter });
    });
    const parts = edits.map(({ start, shorter }, index) => code.slice(edits[index - 1]?.end ?? 0, start) + shorter);
    return { code: parts.join('') + code.slice(edits.at(-1)?.end ?? 0), map: null };
  },
};

/** Calls back for each stretch of text in a tagged template, in the order of the source. */
function visit(node, found) {
  if (node.type === 'TaggedTemplateExpression' && /^(css|html|svg)$/.test(node.tag.name)) {
    node.quasi.quasis.forEach((text, index) => {
      found(node.tag.name, text);
      if (node.quasi.expressions[index] !== undefined) visit(node.quasi.expressions[index], found);
    });
    return;
  }
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) child.forEach((item) => item !== null && typeof item.type === 'string' && visit(item, found));
    else if (child !== null && typeof child?.type === 'string') visit(child, found);
  }
}

/** Quoted strings stay as they are. */
function shortCss(css) {
  return css
    .split(/('[^']*'|"[^"]*")/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/\/\*[^]*?\*\//g, '')
            .replace(/\s+/g, ' ')
            .replace(/ ?([{};]) ?/g, '$1')
            .replace(/([:,]) /g, '$1')
            .replace(/;}/g, '}'),
    )
    .join('');
}
