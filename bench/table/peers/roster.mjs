/**
 * Every table of the bench: the module and class, and the configurations of
 * which its best counts.
 *
 * @type {Readonly<Record<string, { readonly name: string, readonly module: string, readonly className: string, readonly configurations: readonly string[], readonly styles?: string, readonly head?: string }>>}
 */
export const roster = {
  nothing: { name: 'empty page', module: './nothing.js', className: 'Nothing', configurations: [''] },
  ours: { name: 'Live Takeover', module: './live-takeover.js', className: 'LiveTakeover', configurations: [''] },
  hand: { name: 'hand-made', module: './hand/hand.js', className: 'Hand', configurations: [''] },
  lit: { name: 'Lit virtualizer', module: './lit-virtualizer.js', className: 'LitVirtualizer', configurations: ['keyed', 'by-index'] },
  ag: { name: 'AG Grid', module: './ag-grid.js', className: 'AgGrid', configurations: ['delta', 'async'] },
  revo: { name: 'RevoGrid', module: './revogrid.js', className: 'RevoGrid', configurations: ['source', 'sorting'] },
  vaadin: { name: 'Vaadin Grid', module: './vaadin-grid.js', className: 'VaadinGrid', configurations: ['provider', 'items'] },
  tabulator: { name: 'Tabulator', module: './tabulator.js', className: 'Tabulator', configurations: ['update', 'replace'], styles: 'tabulator-tables/dist/css/tabulator_simple.min.css' },
  tanstack: { name: 'TanStack', module: './tanstack.js', className: 'TanStack', configurations: ['sorted-model', 'manual'] },
};
