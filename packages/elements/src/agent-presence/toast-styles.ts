import { css, type CSSResult } from 'lit';

/** The toasts over the page. */
export const toastStyles: CSSResult = css`
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
    padding-block: calc(var(--_space) * 3);
    padding-inline: calc(var(--_space) * 3.5) calc(var(--_space) * 2);
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
  @media (max-width: 24rem) {
    .toast {
      grid-template-columns: 1fr auto auto;
    }
    .toast-icon {
      display: none;
    }
  }
`;
