import { css, type CSSResult } from 'lit';

/**
 * The switch and what stands beside it. Whatever colour the page gives the bar
 * they stand in, each part brings its own surface, and the ring of the focus has
 * a light and a dark line.
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
    max-inline-size: 100%;
    min-block-size: var(--_control-height);
    padding-block: 0;
    padding-inline: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_control-height) / 2);
    background: var(--_surface);
    color: var(--_text);
    font-weight: 500;
    text-align: start;
    cursor: pointer;
  }
  .switch bdi {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow-wrap: anywhere;
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
