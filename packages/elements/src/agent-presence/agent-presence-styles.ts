import { css, type CSSResult } from 'lit';

/**
 * The switch, the count, and the toasts over the page. Whatever colour the page
 * gives the bar they stand in, each part brings its own surface, and the ring of
 * the focus has a light and a dark line.
 */
export const agentPresenceStyles: CSSResult = css`
  :host {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    max-inline-size: 100%;
    --_alerts-inset-block: var(--takeover-alerts-inset-block, auto 1rem);
    --_alerts-inset-inline: var(--takeover-alerts-inset-inline, auto 1rem);
    --_alerts-width: var(--takeover-alerts-width, 24rem);
  }
  .switch:focus-visible,
  .chip:focus-visible {
    box-shadow: 0 0 0 2px var(--_surface);
  }
  .switch {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 2.5);
    min-block-size: var(--_control-height);
    padding: 0 calc(var(--_space) * 3) 0 calc(var(--_space) * 2);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_control-height) / 2);
    background: var(--_surface);
    color: var(--_text);
    font-weight: 500;
    text-align: start;
    cursor: pointer;
  }
  .switch:hover {
    background: var(--_surface-hover);
  }
  .switch[aria-disabled='true'] {
    cursor: default;
  }
  .track {
    display: inline-flex;
    flex: none;
    align-items: center;
    inline-size: 2.125rem;
    block-size: 1.25rem;
    padding: 0.1875rem;
    border-radius: 0.625rem;
    background: var(--_border-strong);
    transition: background-color 120ms ease-out;
  }
  .thumb {
    inline-size: 0.875rem;
    block-size: 0.875rem;
    border-radius: 50%;
    background: var(--_surface);
    transition: margin 120ms ease-out;
  }
  .switch[aria-checked='true'] .track {
    background: var(--_live);
  }
  .switch[aria-checked='true'] .thumb {
    margin-inline-start: 0.875rem;
  }
  .switch.lost {
    border-color: var(--_action);
    background: var(--_action-surface);
    color: var(--_action);
  }
  .switch.lost .track {
    background: var(--_action);
  }
  .switch.busy .thumb {
    animation: breathe 700ms ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.3;
    }
  }
  .chip {
    justify-content: center;
    min-inline-size: var(--_control-height);
    min-block-size: var(--_control-height);
    border-radius: calc(var(--_control-height) / 2);
  }
  .problem {
    color: var(--_danger);
  }
  .count {
    border-color: transparent;
    background: var(--_waiting-surface);
    color: var(--_waiting);
    font-weight: 650;
  }
  button.count:hover {
    border-color: currentColor;
    background: var(--_waiting-surface);
  }

  .alerts {
    position: fixed;
    inset-block: var(--_alerts-inset-block);
    inset-inline: var(--_alerts-inset-inline);
    box-sizing: border-box;
    inline-size: min(var(--_alerts-width), calc(100vw - 2rem));
    max-block-size: calc(100dvh - 2rem);
    margin: 0;
    padding: 0;
    border: 0;
    overflow: visible;
    background: none;
    color: inherit;
  }
  .alerts.beside-table {
    --_alerts-inset-inline: var(--takeover-alerts-inset-inline, 1rem auto);
  }
  .scroll {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
    max-block-size: inherit;
    margin: -0.75rem;
    padding: 0.75rem;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .toasts {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
  }
  .toast {
    display: grid;
    grid-template-columns: auto 1fr auto auto;
    gap: calc(var(--_space) * 2.5);
    align-items: center;
    padding: calc(var(--_space) * 3) calc(var(--_space) * 2) calc(var(--_space) * 3) calc(var(--_space) * 3.5);
    border: 1px solid var(--_border);
    border-inline-start: 4px solid var(--_tone);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    animation: arrive 180ms ease-out;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(0.5rem);
    }
  }
  .toast-icon {
    display: grid;
    place-items: center;
    inline-size: 2.25rem;
    block-size: 2.25rem;
    border-radius: 50%;
    background: var(--_tone-surface);
    color: var(--_tone);
  }
  .toast-icon .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  .toast-text {
    min-inline-size: 0;
  }
  .toast-title {
    color: var(--_tone);
    font-size: var(--_font-size-small);
    font-weight: 600;
  }
  .again::before {
    content: '· ';
  }
  .toast-who {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .toast-meta {
    display: flex;
    flex-wrap: wrap;
    column-gap: calc(var(--_space) * 2);
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  a.button {
    text-decoration: none;
  }
  .dismiss {
    margin-inline-start: calc(var(--_space) * -1.5);
    inline-size: 2rem;
  }
  .more {
    align-self: center;
    box-shadow: var(--_shadow);
    font-weight: 600;
  }
  @media (max-width: 40rem) {
    :host {
      --_alerts-inset-block: var(--takeover-alerts-inset-block, 0.5rem auto);
    }
    .compact {
      padding: 0;
    }
    .compact > span {
      display: none;
    }
  }
  @media (max-width: 24rem) {
    .toast {
      grid-template-columns: 1fr auto auto;
    }
    .toast-icon {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .track {
      border: 1px solid ButtonText;
    }
    .thumb {
      background: ButtonText;
    }
    .switch[aria-checked='true'] .track {
      background: Highlight;
    }
  }
`;
