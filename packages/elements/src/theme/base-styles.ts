import { css, type CSSResult } from 'lit';
import { tokens } from './tokens.js';

const foundation = css`
  :host {
    box-sizing: border-box;
    color: var(--_text);
    font: 400 var(--_font-size) / 1.45 var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: start;
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

const controls = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: var(--_control-height);
    padding: 0 calc(var(--_space) * 3);
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
  }
  .button:hover {
    background: var(--_surface-hover);
  }
  .button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .button.primary:hover {
    border-color: var(--_accent-hover);
    background: var(--_accent-hover);
  }
  .button.quiet {
    border-color: transparent;
    background: none;
    color: var(--_text-muted);
  }
  .button.quiet:hover {
    background: var(--_surface-hover);
    color: var(--_text);
  }
  .button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_surface-selected);
    color: var(--_accent);
  }
  .button.icon-only {
    inline-size: var(--_control-height);
    padding: 0;
  }
  .button:disabled,
  .button[aria-disabled='true'] {
    border-color: var(--_border);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
    cursor: not-allowed;
  }

  .field {
    inline-size: 100%;
    min-block-size: var(--_control-height);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2.5);
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  .field:placeholder-shown {
    text-overflow: ellipsis;
  }
  .field::placeholder {
    color: var(--_text-muted);
    opacity: 1;
  }
  /* Of a date, the parts within have the focus in turn, and it does not always count as visible. */
  .field:focus-visible,
  .field[type='date']:focus-within {
    border-color: var(--_focus);
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: -1px;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2rem;
    padding: 0 calc(var(--_space) * 3);
    border: 1px solid var(--_border);
    border-radius: 1rem;
    background: var(--_surface);
    font-size: var(--_font-size-small);
    white-space: nowrap;
  }
  button.chip {
    cursor: pointer;
  }
  button.chip:hover {
    background: var(--_surface-hover);
  }
  button.chip[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_surface-selected);
  }

  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 4);
    background: var(--_action-surface);
    color: var(--_action);
  }
  .banner.danger {
    background: var(--_waiting-surface);
    color: var(--_waiting);
  }
  .banner > .icon {
    margin-block-start: 0.125rem;
  }
  .banner > p,
  .banner > bdi {
    flex: 1 1 12rem;
    min-inline-size: 0;
  }
  .banner > .button {
    border-color: currentColor;
    color: inherit;
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
