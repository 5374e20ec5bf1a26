import { css, type CSSResult } from 'lit';

/** What is said beside a row. */
export const tipStyles: CSSResult = css`
  .tip {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2.5);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    line-height: 1.35;
  }
  .tip:popover-open {
    display: grid;
  }
  .tip-reference {
    color: var(--_text);
    font: 600 var(--_font-size) / 1.4 var(--_font-mono);
    letter-spacing: 0.04em;
    user-select: all;
  }
  .tip {
    gap: var(--_space);
    max-inline-size: min(24rem, 100dvi - 1rem);
    overflow-wrap: anywhere;
  }
  /* The way of a pointer from what the tip is about to the tip. */
  .tip::before {
    content: '';
    position: absolute;
    inset: -0.375rem;
    z-index: -1;
  }
  .tip-text {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 5;
  }
  .tip-text:first-child {
    color: var(--_text);
    font-weight: 600;
  }
`;
