import { css, type CSSResult } from 'lit';
import { controls } from './control-styles.js';
import { tokens } from './tokens.js';

const foundation = css`
  :host {
    box-sizing: border-box;
    color: var(--_text);
    font: 400 var(--_font-size) / 1.45 var(--_font);
    font-variant-numeric: tabular-nums;
    letter-spacing: normal;
    word-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    word-break: normal;
    hyphens: manual;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    /* Never inherited: moving a row would have the browser find the styles of all it holds anew. */
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  button,
  input,
  textarea,
  select {
    margin: 0;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }
  :focus-visible {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: 2px;
  }
  kbd,
  time,
  .size,
  .button > span,
  .chip > span {
    unicode-bidi: plaintext;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    flex: none;
    inline-size: 1rem;
    block-size: 1rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  :host(:dir(rtl)) .icon[data-icon='back'],
  :host(:dir(rtl)) .icon[data-icon='send'],
  :host(:dir(rtl)) .icon[data-icon='hand-back'],
  :host(:dir(rtl)) .icon[data-icon='undo'],
  :host(:dir(rtl)) .icon[data-icon='abandoned'] {
    transform: scaleX(-1);
  }
`;

const status = css`
  .pill {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
    min-block-size: 1.375rem;
    padding-block: 0;
    padding-inline: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
    border: 1px solid transparent;
    border-radius: 0.75rem;
    background: var(--_tone-surface, var(--_abandoned-surface));
    color: var(--_tone, var(--_abandoned));
    font-size: var(--_font-size-small);
    font-weight: 600;
    line-height: 1.25;
    white-space: nowrap;
  }
  .pill .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  [data-tone='waiting'] {
    --_tone: var(--_waiting);
    --_tone-surface: var(--_waiting-surface);
  }
  [data-tone='held'] {
    --_tone: var(--_held);
    --_tone-surface: var(--_held-surface);
  }
  [data-tone='action'] {
    --_tone: var(--_action);
    --_tone-surface: var(--_action-surface);
  }
  [data-tone='live'] {
    --_tone: var(--_live);
    --_tone-surface: var(--_live-surface);
  }
  [data-tone='stalled'] {
    --_tone: var(--_stalled);
    --_tone-surface: var(--_stalled-surface);
  }
  [data-tone='abandoned'] {
    --_tone: var(--_abandoned);
    --_tone-surface: var(--_abandoned-surface);
  }
`;

const preferences = css`
  @media (pointer: coarse) {
    :host {
      --_control-height: max(var(--takeover-control-height, 2.25rem), 2.75rem);
    }
    .chip {
      min-block-size: 2.75rem;
      border-radius: 1.375rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
  @media (forced-colors: active) {
    .button[aria-pressed='true'],
    .chip[aria-pressed='true'] {
      border-color: Highlight;
      outline: 1px solid Highlight;
    }
    .button:disabled,
    .button[aria-disabled='true'] {
      border-color: GrayText;
      color: GrayText;
    }
    .pill,
    .banner {
      border: 1px solid CanvasText;
    }
  }
`;

/**
 * What every element of the package wears under its own sheet: tokens,
 * `.button` (`primary`, `quiet`, `icon-only`), `.field`, `.chip`, `.pill`
 * (coloured by `data-tone`), `.banner` (`danger`), `.icon`, `.visually-hidden`,
 * the focus ring, reduced motion and forced colours.
 */
export const baseStyles: readonly CSSResult[] = [tokens, foundation, controls, status, preferences];
