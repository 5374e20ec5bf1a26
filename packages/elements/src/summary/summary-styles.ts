import { css, type CSSResult } from 'lit';

/** The figures above the table. */
export const summaryStyles: CSSResult = css`
  .summary {
    position: relative;
    margin: 0 calc(var(--_space) * 4) calc(var(--_space) * 2);
    padding-inline-end: 2rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
  }
  .summary ul {
    display: flex;
  }
  .tile {
    display: grid;
    flex: 1 1 0;
    grid-template: auto auto / auto fit-content(60%) minmax(0, 1fr);
    align-items: baseline;
    column-gap: calc(var(--_space) * 2);
    min-inline-size: 0;
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
  }
  /* Says how long, too. */
  .tile:first-child {
    flex-grow: 1.7;
  }
  .tile + .tile {
    border-inline-start: 1px solid var(--_border);
  }
  .tile-label {
    grid-column: 1 / -1;
    color: var(--_text-muted);
    font-size: 0.75rem;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .tile-count {
    color: var(--_tone, var(--_text));
    font-size: 1.125rem;
    font-weight: 650;
    line-height: 1.2;
  }
  .tile-aside {
    color: var(--_text-muted);
    font-size: 0.75rem;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .tile-aside:empty {
    display: none;
  }
  .sparkline {
    grid-column: 3;
    place-self: center end;
    inline-size: 100%;
    max-inline-size: 7rem;
    block-size: 1.125rem;
    overflow: visible;
  }
  .sparkline path {
    fill: none;
    stroke: var(--_tone, var(--_text-muted));
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  :host(:dir(rtl)) .sparkline {
    transform: scaleX(-1);
  }
  .summary-since {
    position: absolute;
    inset-block-end: calc(var(--_space) * 1);
    inset-inline-end: calc(var(--_space) * 1.5);
    color: var(--_text-muted);
    font-size: 0.6875rem;
  }
  .summary > .button {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    min-block-size: 1.75rem;
    inline-size: 1.75rem;
  }
  @container takeover-main (inline-size >= 640px) {
    .summary {
      padding-inline-end: 5rem;
    }
  }
  @container takeover-main (inline-size < 960px) {
    .tile {
      grid-template-columns: auto minmax(0, 1fr);
      padding-inline: calc(var(--_space) * 2);
    }
    .tile .sparkline {
      display: none;
    }
  }
  @container takeover-main (inline-size < 640px) {
    .summary {
      margin-inline: calc(var(--_space) * 3);
    }
    .summary ul {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
    .tile {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--_space);
      padding-block: var(--_space);
      border: 0 !important;
    }
    .tile-count {
      order: -1;
      font-size: 0.875rem;
    }
    .tile-label {
      flex: 1;
      white-space: normal;
    }
    .tile-aside {
      inline-size: 100%;
    }
    .summary-since {
      display: none;
    }
    .main:has(> .page) > .summary {
      display: none;
    }
  }
  @container takeover-main (inline-size < 360px) {
    .summary ul {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  @media (forced-colors: active) {
    .sparkline path {
      stroke: CanvasText;
    }
  }
`;
