/** Figures as a table in Markdown: ours as it is, the others as multiples of it. */

/**
 * @param {string} title
 * @param {readonly string[]} peers names, ours first
 * @param {readonly { name: string, values: readonly (number | undefined)[], digits?: number, isShare?: boolean, target?: string }[]} rows
 *   isShare: values stand by themselves and are not multiples
 */
export function table(title, peers, rows) {
  const lines = [
    `\n**${title}**\n`,
    `| | ${peers.join(' | ')} | target |`,
    `|---|${peers.map(() => '---:|').join('')}---|`,
    ...rows.map((row) => `| ${row.name} | ${cells(row).join(' | ')} | ${row.target ?? ''} |`),
  ];
  return lines.join('\n');
}

function cells({ values, digits = 1, isShare = false }) {
  const [ours] = values;
  return values.map((value, index) => {
    if (value === undefined) return '';
    if (Number.isNaN(value)) return 'never';
    const shown = value.toFixed(digits);
    return index === 0 || isShare || !(ours > 0) ? shown : `${shown} (× ${ratio(value / ours)})`;
  });
}

function ratio(value) {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
