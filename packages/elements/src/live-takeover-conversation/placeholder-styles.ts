import { css, type CSSResult } from 'lit';

/** What stands in place of a conversation: a sentence, or the ghost of one that is being read. */
export const placeholderStyles: CSSResult = css`
  .placeholder {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 8);
    color: var(--_text-muted);
    text-align: center;
  }
  .placeholder-icon {
    display: grid;
    place-items: center;
    inline-size: 3.5rem;
    block-size: 3.5rem;
    margin-block-end: calc(var(--_space) * 2);
    border-radius: 50%;
    background: var(--_abandoned-surface);
    color: var(--_abandoned);
  }
  .placeholder-icon .icon {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .placeholder-title {
    color: var(--_text);
    font-size: 1rem;
    font-weight: 600;
  }
  .placeholder-body {
    max-inline-size: 22rem;
  }
  .placeholder .button {
    display: flex;
    inline-size: fit-content;
    margin: calc(var(--_space) * 3) auto 0;
  }
  .skeleton {
    flex: 1 1 auto;
    overflow: hidden;
  }
  .ghost-header {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_border);
  }
  .ghost-bubbles {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 5) calc(var(--_space) * 4);
  }
  .ghost {
    inline-size: 60%;
    block-size: 3rem;
    border-radius: 1rem;
    background: var(--_surface-hover);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .ghost.round {
    inline-size: 2.5rem;
    block-size: 2.5rem;
    border-radius: 50%;
  }
  .ghost.title {
    inline-size: 10rem;
    block-size: 1rem;
  }
  .ghost.operator {
    align-self: flex-end;
  }
  .ghost.short {
    inline-size: 35%;
  }
  @keyframes breathe {
    from {
      opacity: 1;
    }
    to {
      opacity: 0.5;
    }
  }
`;
