import { css, type CSSResult } from 'lit';

/** Views, statuses and the filter. */
export const viewsStyles: CSSResult = css`
  .bars {
    display: flex;
    align-items: center;
    gap: 0 calc(var(--_space) * 6);
    padding: 0 calc(var(--_space) * 4) calc(var(--_space) * 2);
  }
  .views,
  .views-list,
  .counts,
  .active-filters {
    display: flex;
    align-items: center;
    gap: var(--_space);
    min-inline-size: 0;
  }
  .views {
    flex: 0 1 auto;
  }
  /* By the room there is, and never by what the counts are: the rows below must not move for a digit more. */
  @container takeover-main (inline-size < 1240px) {
    .bars {
      flex-direction: column;
      align-items: stretch;
    }
  }
  .views-list,
  .counts {
    padding-block: calc(var(--_space) * 0.75);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .counts {
    flex: 1 1 auto;
    gap: calc(var(--_space) * 1.5);
  }
  .view,
  .colleagues .button {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2rem;
    padding: 0 calc(var(--_space) * 2.5);
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    background: none;
    color: var(--_text-muted);
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .view,
    .colleagues .button {
      min-block-size: 2.75rem;
    }
  }
  .view > bdi,
  .active-filter > bdi,
  .colleagues .button > span {
    max-inline-size: 12rem;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .view:hover,
  .colleagues .button:hover {
    background: var(--_surface-hover);
    color: var(--_text);
  }
  .view[aria-pressed='true'],
  .colleagues[data-chosen] .button {
    background: var(--_surface-selected);
    color: var(--_accent);
  }
  .view b {
    font-weight: 650;
  }
  .view:focus-visible,
  .counts .chip:focus-visible,
  .colleagues .button:focus-visible {
    outline-offset: -2px;
  }
  .colleagues {
    flex: none;
  }
  .colleagues .menu {
    inset-inline: 0 auto;
  }

  .counts .chip {
    flex: none;
    color: var(--_text-muted);
  }
  .counts .chip[data-tone] .icon {
    color: var(--_tone);
  }
  .counts b {
    min-inline-size: 1ch;
    color: var(--_text);
    font-weight: 650;
  }
  .counts .chip[aria-pressed='true'] {
    color: var(--_text);
  }
  .counts .chip[data-tone='waiting'][data-some] {
    background: var(--_tone-surface);
    color: var(--_tone);
  }
  .counts .chip[data-tone='waiting'][data-some]:not([aria-pressed='true']) {
    border-color: transparent;
  }
  .counts .chip[data-tone='waiting'][data-some] b {
    color: inherit;
  }
  .active-filter {
    border-color: var(--_accent);
    background: var(--_surface-selected);
  }
  .active-filter .icon {
    inline-size: 0.75rem;
    block-size: 0.75rem;
  }

  .rows-tools {
    display: flex;
    flex: 1 1 auto;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
  }
  .badge {
    display: inline-grid;
    place-items: center;
    min-inline-size: 1.25rem;
    padding-inline: var(--_space);
    border-radius: 0.625rem;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.75rem;
    line-height: 1.25rem;
  }
  .filter-panel {
    position: absolute;
    inset-block-start: calc(var(--_space) * 2);
    inset-inline-end: calc(var(--_space) * 2);
    z-index: 4;
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 3);
    inline-size: min(22rem, 100% - var(--_space) * 4);
    max-block-size: calc(100% - var(--_space) * 4);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    overflow: auto;
  }
  .filter-panel header {
    display: flex;
    align-items: center;
    gap: var(--_space);
  }
  .filter-panel h3 {
    flex: 1;
    font-size: 1rem;
    outline: none;
  }
  .filter-panel fieldset {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
    gap: 0 calc(var(--_space) * 2);
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .filter-panel legend {
    margin-block-end: var(--_space);
    padding: 0;
    color: var(--_text-muted);
    font-size: var(--_font-size-small);
    font-weight: 600;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-block-size: 1.75rem;
    min-inline-size: 0;
    cursor: pointer;
  }
  .choice input {
    flex: none;
    inline-size: 1rem;
    block-size: 1rem;
    accent-color: var(--_accent);
  }
  .choice bdi {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .saved-views {
    display: grid;
    gap: calc(var(--_space) * 2);
  }
  .saved-views li {
    display: flex;
    gap: var(--_space);
  }

  @container takeover-main (inline-size < 780px) {
    .hold > span,
    .filter-button > span {
      display: none;
    }
    .hold,
    .filter-button {
      flex: none;
      padding-inline: calc(var(--_space) * 2.5);
    }
  }
  @container takeover-main (inline-size < 640px) {
    .toolbar:has(.rows-tools[hidden]) {
      flex-wrap: nowrap;
    }
    .tools:has(.rows-tools[hidden]) {
      flex: none;
    }
    .bars {
      padding-inline: calc(var(--_space) * 3);
    }
    .counts .chip {
      gap: var(--_space);
      padding-inline: calc(var(--_space) * 2);
    }
    .views {
      inline-size: 100%;
    }
    .views-list {
      flex: 1 1 auto;
    }
    .view {
      padding-inline: calc(var(--_space) * 2);
    }
    .colleagues:not([data-chosen]) .button > span {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .colleagues[data-chosen] .button > span {
      max-inline-size: 6rem;
    }
    .colleagues .menu {
      inset-inline: auto 0;
      max-block-size: min(20rem, 60dvb);
    }
  }
  @media (forced-colors: active) {
    .view[aria-pressed='true'],
    .colleagues[data-chosen] .button {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .badge {
      border: 1px solid CanvasText;
    }
  }
`;
