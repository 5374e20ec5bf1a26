import { css, type CSSResult } from 'lit';

/** One message: its bubble, coloured by who wrote it, its marks, its files, and the dots of one to come. */
export const messageStyles: CSSResult = css`
  :host {
    --_message-width: var(--takeover-message-width, 34rem);
    --_customer: var(--takeover-color-message-customer, light-dark(#ffffff, #232a35));
    --_bot: var(--takeover-color-message-bot, light-dark(#e6eaf1, #1d242e));
    --_agent: var(--takeover-color-message-agent, light-dark(#1f5fd0, #24519c));
    --_on-agent: var(--takeover-color-on-message-agent, #ffffff);
  }
  .message {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    align-self: flex-start;
    max-inline-size: min(86%, var(--_message-width));
    margin-block-start: 2px;
  }
  .message.operator {
    align-items: flex-end;
    align-self: flex-end;
  }
  .message.first {
    margin-block-start: calc(var(--_space) * 3.5);
  }
  .sender {
    display: flex;
    max-inline-size: 100%;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    margin-block-end: var(--_space);
    padding-inline: calc(var(--_space) * 1);
    color: var(--_text-muted);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .sender .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .bubble {
    max-inline-size: 100%;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid transparent;
    border-radius: 1rem;
    background: var(--_bot);
  }
  .customer .bubble {
    border-color: var(--_border);
    border-end-start-radius: 0.25rem;
    background: var(--_customer);
  }
  .operator .bubble {
    border-end-end-radius: 0.25rem;
  }
  .customer:not(.last) .bubble {
    border-end-start-radius: 1rem;
  }
  .operator:not(.last) .bubble {
    border-end-end-radius: 1rem;
  }
  .from-agent .bubble,
  .from-desk .bubble {
    background: var(--_agent);
    color: var(--_on-agent);
  }
  .from-system .bubble {
    border-color: var(--_border);
    background: var(--_surface);
    color: var(--_text-muted);
  }
  .text {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: isolate;
  }
  .erased {
    font-style: italic;
  }
  .unsupported {
    display: flex;
    gap: 0.375rem;
    align-items: center;
    font-style: italic;
  }

  .text a {
    color: inherit;
    text-decoration-thickness: 1px;
    text-underline-offset: 2px;
  }
  .customer .text a,
  .from-bot .text a {
    color: var(--_accent);
  }
  .mark {
    display: flex;
    align-items: center;
    gap: var(--_space);
    margin-block-end: 2px;
    color: var(--_text-muted);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .mark .icon,
  .failure .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .mark.default-answer {
    color: var(--_action);
  }
  .meta {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    margin-block-start: 2px;
    padding-inline: var(--_space);
    color: var(--_text-muted);
    font-size: 0.75rem;
    white-space: nowrap;
  }
  .meta.failure {
    white-space: normal;
  }
  .message:not(.last):not(:has(.delivery:is(.failed, .unknown))) .meta {
    position: absolute;
    inset-block-end: calc(var(--_space) * 2);
    inset-inline-start: 100%;
    opacity: 0;
    transition: opacity 80ms ease-out;
  }
  .operator:not(.last):not(:has(.delivery:is(.failed, .unknown))) .meta {
    inset-inline: auto 100%;
  }
  .message:not(.last):is(:hover, :focus-within) .meta {
    opacity: 1;
  }
  .delivery.failed,
  .failure {
    color: var(--_danger);
  }
  .delivery.unknown {
    color: var(--_action);
  }
  .delivery {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
  }
  .delivery .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .delivery bdi {
    min-inline-size: 0;
  }
  .meta:has(.delivery.failed) {
    flex-wrap: wrap;
    justify-content: flex-end;
    white-space: normal;
    overflow-wrap: anywhere;
  }

  .suppressed .bubble {
    border: 1px dashed var(--_border-strong);
    background: none;
    color: var(--_text-muted);
  }
  .outgoing .bubble {
    border: 1px dashed var(--_agent);
    background: var(--_surface);
    color: var(--_text);
  }
  .outgoing.failed .bubble {
    border: 1px solid var(--_danger);
  }
  .failure {
    align-items: flex-start;
  }
  .failure .icon {
    margin-block-start: 0.125rem;
  }
  .message-actions {
    display: flex;
    gap: calc(var(--_space) * 1);
  }

  .attachments {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
  }
  .attachments:not(:first-child) {
    margin-block-start: var(--_space);
  }
  .attachment {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    max-inline-size: 100%;
    min-block-size: 1.75rem;
    padding: 0 calc(var(--_space) * 2);
    border: 1px solid currentColor;
    border-radius: var(--_radius-small);
    color: inherit;
    font-size: var(--_font-size-small);
    font-weight: 500;
    overflow-wrap: anywhere;
    text-decoration: none;
  }
  a.attachment:hover bdi {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .attachment .size {
    flex: none;
    font-size: 0.75rem;
    font-weight: 400;
  }

  .typing {
    display: flex;
    align-items: center;
    gap: 0.25rem;
  }
  .dot {
    flex: none;
    inline-size: 0.375rem;
    block-size: 0.375rem;
    border-radius: 50%;
    background: currentColor;
    animation: bounce 1.2s ease-in-out infinite;
  }
  .dot:nth-child(2) {
    animation-delay: 150ms;
  }
  .dot:nth-child(3) {
    margin-inline-end: calc(var(--_space) * 1.5);
    animation-delay: 300ms;
  }
  .typing-words {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-size: 0.75rem;
  }
  @keyframes bounce {
    0%,
    60%,
    100% {
      opacity: 0.35;
      transform: none;
    }
    30% {
      opacity: 1;
      transform: translateY(-0.125rem);
    }
  }
  @media (forced-colors: active) {
    .dot {
      background: CanvasText;
    }
    .bubble,
    .outgoing .bubble {
      border-color: CanvasText;
    }
    .from-agent .bubble,
    .from-desk .bubble {
      border: 2px solid Highlight;
    }
    .suppressed .bubble {
      border: 1px dashed GrayText;
    }
  }
`;
