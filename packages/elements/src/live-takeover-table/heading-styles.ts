import { css, type CSSResult } from 'lit';

/** The headings: buttons that sort, with edges that can be dragged. */
export const headingStyles: CSSResult = css`
  .headings {
    block-size: 2.25rem;
    background: none;
    cursor: default;
  }
  .headings:hover {
    background: none;
  }
  .headings,
  .headings .cell {
    border: 0;
    overflow: visible;
  }
  .heading button {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
    max-inline-size: calc(100% + var(--_space) * 3);
    min-block-size: 1.75rem;
    margin-inline-start: calc(var(--_space) * -1.5);
    padding: 0 calc(var(--_space) * 1.5);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    font-weight: 600;
    line-height: 1.25;
    text-align: start;
    overflow-wrap: anywhere;
    white-space: normal;
    cursor: pointer;
  }
  .heading button:hover,
  .heading[data-sorted] button {
    color: var(--_text);
  }
  .heading .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
    opacity: 0;
  }
  .heading button:hover .icon,
  .heading button:focus-visible .icon,
  .heading[data-sorted] .icon {
    opacity: 1;
  }
  .heading {
    position: relative;
    user-select: none;
  }
  .sort-place {
    font-size: 0.6875rem;
  }
  .resizer {
    position: absolute;
    inset-block: 0.375rem;
    inset-inline-end: calc(var(--_cell-gap) * -0.5 - 0.375rem);
    z-index: 1;
    inline-size: 0.75rem;
    cursor: col-resize;
    touch-action: none;
  }
  .heading:last-child > .resizer {
    inset-inline-end: 0;
  }
  .resizer::after {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: calc(50% - 0.5px);
    border-inline-start: 1px solid var(--_border-strong);
    opacity: 0;
  }
  .headings:hover .resizer::after {
    opacity: 0.5;
  }
  .headings .resizer:hover::after,
  .headings .resizer:active::after {
    border-inline-start: 2px solid var(--_accent);
    opacity: 1;
  }
  @media (pointer: coarse) {
    .resizer {
      display: none;
    }
  }
`;
