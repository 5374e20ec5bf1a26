import { css, type CSSResult } from 'lit';

/** What elements with a {@link ModalDialog} or a {@link MenuButton} wear. */
export const dialogStyles: CSSResult = css`
  .dialog {
    flex-direction: column;
    inline-size: min(30rem, 100dvi - 2rem);
    max-inline-size: none;
    max-block-size: calc(100dvb - 2rem);
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    color: var(--_text);
    overflow: hidden;
  }
  .dialog[open] {
    display: flex;
  }
  .dialog.wide {
    inline-size: min(48rem, 100dvi - 2rem);
  }
  .dialog::backdrop {
    background: rgb(10 14 20 / 45%);
  }
  .dialog-form {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    min-block-size: 0;
  }
  .dialog-header,
  .dialog-footer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 5);
  }
  .dialog-header {
    flex-wrap: nowrap;
    padding-inline-end: calc(var(--_space) * 3);
  }
  .dialog-heading {
    flex: 1 1 auto;
    min-inline-size: 0;
    font-size: var(--_font-size-heading);
    line-height: 1.3;
    max-block-size: 4em;
    overflow: hidden auto;
    overflow-wrap: anywhere;
    text-align: match-parent;
  }
  .dialog-heading:focus {
    outline: none;
  }
  .dialog-body {
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    gap: calc(var(--_space) * 4);
    min-block-size: 0;
    padding: var(--_space) calc(var(--_space) * 5) calc(var(--_space) * 4);
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .dialog-footer > .button {
    min-inline-size: 0;
  }
  .dialog-footer bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .dialog-footer {
    justify-content: flex-end;
    border-block-start: 1px solid var(--_border);
  }
  .button.primary.danger:not([aria-disabled='true']) {
    border-color: var(--_danger);
    background: var(--_danger);
    color: var(--_surface);
  }

  .menu-place {
    position: relative;
    display: inline-flex;
  }
  .menu {
    position: absolute;
    inset-inline-end: 0;
    z-index: 5;
    display: flex;
    flex-direction: column;
    inline-size: max-content;
    max-inline-size: min(20rem, 100dvi - 2rem);
    max-block-size: min(24rem, 60dvb);
    padding: var(--_space);
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    overflow-y: auto;
  }
  .down > .menu {
    inset-block-start: calc(100% + var(--_space));
  }
  .up > .menu {
    inset-block-end: calc(100% + var(--_space));
  }
  .menu-item {
    display: flex;
    flex: none;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-block-size: 2.25rem;
    padding: var(--_space) calc(var(--_space) * 3);
    border: 0;
    border-radius: var(--_radius-small);
    background: none;
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .menu-item:is(:hover, :focus) {
    background: var(--_surface-hover);
  }
  .menu-item:focus-visible {
    outline-offset: -2px;
  }
  .menu-item[aria-disabled='true'] {
    color: var(--_text-muted);
    cursor: not-allowed;
  }
  .menu-check {
    inline-size: 1rem;
    block-size: 1rem;
  }
  @media (pointer: coarse) {
    .menu-item {
      min-block-size: 2.75rem;
    }
  }
  @media (max-width: 30rem) {
    .dialog,
    .dialog.wide {
      inline-size: 100dvi;
      max-inline-size: 100dvi;
      block-size: 100dvb;
      max-block-size: 100dvb;
      margin: 0;
      border: 0;
      border-radius: 0;
    }
    .dialog-footer > .button {
      flex: 1 1 auto;
    }
  }
  @media (forced-colors: active) {
    .dialog {
      border: 2px solid CanvasText;
    }
    .menu-item:focus {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
