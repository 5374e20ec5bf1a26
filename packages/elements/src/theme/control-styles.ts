import { css, type CSSResult } from 'lit';

/** Buttons, fields, chips and banners. */
export const controls: CSSResult = css`
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
