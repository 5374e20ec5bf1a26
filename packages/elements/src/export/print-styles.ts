import { css, type CSSResult } from 'lit';

/** On paper: the rows as a plain table, as long as it takes, or the page that stands in their place; no controls. */
export const printStyles: CSSResult = css`
  .print {
    display: none;
  }
  @media print {
    :host {
      block-size: auto !important;
      max-block-size: none !important;
      color-scheme: light;
    }
    .base {
      display: block;
      max-block-size: none;
      border: 0;
      overflow: visible;
    }
    .main {
      container: none;
    }
    .tools,
    .changes,
    .summary,
    .bars,
    .list,
    .mine,
    .pane,
    .page-form,
    .page-header > .button,
    .page-status > .button,
    .dialog {
      display: none !important;
    }
    .page,
    .page-body {
      display: block;
      overflow: visible;
    }
    .page-header {
      padding-inline-start: calc(var(--_space) * 4);
    }
    .result,
    .group,
    tr {
      break-inside: avoid;
    }
    :focus-visible {
      outline: none;
    }
    .print {
      display: block;
      padding-inline: calc(var(--_space) * 4);
    }
    .print table {
      inline-size: 100%;
      border-collapse: collapse;
      font-size: 9pt;
    }
    .print caption {
      padding-block-end: 6pt;
      text-align: start;
    }
    .print :is(th, td) {
      padding-block: 3pt;
      padding-inline: 0 6pt;
      border-block-end: 1px solid #888;
      text-align: start;
      vertical-align: top;
      overflow-wrap: anywhere;
    }
  }
`;
