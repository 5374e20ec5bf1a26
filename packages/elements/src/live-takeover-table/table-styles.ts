import { css, type CSSResult } from 'lit';
import { dialogStyles } from '../dialog/dialog-styles.js';
import { shortcutStyles } from '../shortcuts/shortcuts-dialog.js';
import { printStyles } from '../export/print-styles.js';
import { pageStyles } from '../history/page-styles.js';
import { myConversationsStyles } from '../my-conversations/my-conversations-styles.js';
import { summaryStyles } from '../summary/summary-styles.js';
import { viewsStyles } from '../views/views-styles.js';
import { columnsDialogStyles } from './columns-dialog.js';
import { headingStyles } from './heading-styles.js';
import { tipStyles } from './tip-styles.js';
import { cardStyles } from './card-styles.js';
import { compactStyles } from './compact-styles.js';
import { rowStyles } from './row-styles.js';

const frameStyles = css`
  :host {
    --_row-height: var(--takeover-row-height, 2.75rem);
    --_card-height: var(--takeover-card-height, 6.5rem);
    display: block;
    container: takeover-table / inline-size;
    block-size: 36rem;
    min-block-size: 16rem;
    /* A height in percent of nothing would let the table grow until every row is drawn. */
    max-block-size: var(--takeover-max-height, 100dvh);
  }
  .base {
    max-block-size: inherit;
    position: relative;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    block-size: 100%;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .base[data-open] {
    grid-template-columns: minmax(0, 1fr) clamp(20rem, 38%, 30rem);
  }
  .main {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    container: takeover-main / inline-size;
  }

  .toolbar,
  .title,
  .tools {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2.5);
    min-inline-size: 0;
  }
  .toolbar {
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4) calc(var(--_space) * 2.5);
  }
  .title {
    flex: 1 0 22rem;
  }
  .name {
    flex: 1;
    min-inline-size: 0;
  }
  .changes {
    flex: none;
    border-color: var(--_accent);
    color: var(--_accent);
    font-weight: 600;
  }
  .changes .number {
    display: none;
  }
  .name > h2 {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: var(--_font-size-heading);
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .freshness {
    min-block-size: 1.45em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
  }
  .freshness[data-state]::before {
    content: '';
    display: inline-block;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline-end: calc(var(--_space) * 1.5);
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--_live);
  }
  .freshness[data-state='catching-up']::before {
    border-color: var(--_action);
    background: none;
  }
  .freshness[data-state='not-updating'] {
    color: var(--_danger);
  }
  .freshness[data-state='not-updating']::before {
    border-radius: 0;
    background: var(--_danger);
  }
  .search {
    position: relative;
    flex: 1 1 18rem;
    min-inline-size: 6rem;
  }
  .search .icon {
    position: absolute;
    inset-block-start: calc(50% - 0.5rem);
    inset-inline-start: calc(var(--_space) * 2.5);
    color: var(--_text-muted);
    pointer-events: none;
  }
  .search .field {
    padding-inline-start: calc(var(--_space) * 8.5);
  }

  .list {
    position: relative;
    flex: 1;
    min-block-size: 0;
    border-block-start: 1px solid var(--_border);
    container: takeover-list / inline-size;
  }
  .body {
    position: absolute;
    inset: 2.25rem 0 0;
    display: grid;
    overflow: auto;
    pointer-events: none;
  }
  .panel {
    display: grid;
    justify-items: center;
    gap: calc(var(--_space) * 2);
    max-inline-size: 26rem;
    margin: auto;
    padding: calc(var(--_space) * 6);
    text-align: center;
    pointer-events: auto;
  }
  .panel-icon {
    display: grid;
    place-items: center;
    inline-size: 3rem;
    block-size: 3rem;
    border-radius: 50%;
    background: var(--_abandoned-surface);
    color: var(--_abandoned);
  }
  .panel-icon .icon {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .panel h3 {
    font-size: 1rem;
    font-weight: 600;
  }
  .panel p {
    color: var(--_text-muted);
    text-wrap: balance;
  }
  .panel .button {
    margin-block-start: calc(var(--_space) * 2);
  }

  .pane {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
    border-inline-start: 1px solid var(--_border);
    background: var(--_surface);
  }
  .pane > :last-child {
    flex: 1;
    min-block-size: 0;
  }
  @container takeover-table (inline-size < 700px) {
    .base[data-open] {
      grid-template-columns: minmax(0, 1fr);
    }
    .pane {
      position: absolute;
      inset: 0;
      z-index: 3;
      border: 0;
    }
  }
  @container takeover-main (inline-size < 640px) {
    .toolbar {
      padding-inline: calc(var(--_space) * 3);
    }
    .toolbar {
      flex-wrap: wrap;
    }
    .title,
    .tools {
      flex: 1 1 100%;
    }
  }
  @container takeover-main (inline-size < 350px) {
    .changes .words {
      display: none;
    }
    .changes .number {
      display: inline;
    }
  }

  @media (pointer: coarse) {
    :host {
      --_row-height: max(var(--takeover-row-height, 2.75rem), 2.75rem);
    }
  }
  @media (forced-colors: active) {
    .freshness::before {
      border-color: CanvasText;
    }
  }
`;

/** The sheet of `<live-takeover-table>`, under {@link baseStyles}. */
export const tableStyles: readonly CSSResult[] = [dialogStyles, shortcutStyles, frameStyles, rowStyles, headingStyles, tipStyles, columnsDialogStyles, compactStyles, cardStyles, viewsStyles, summaryStyles, myConversationsStyles, pageStyles, printStyles];
