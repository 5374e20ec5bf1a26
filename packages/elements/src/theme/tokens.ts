import { css, type CSSResult } from 'lit';

/**
 * The public custom properties, each read once with its default into a private
 * `--_name`. Both schemes are given by `light-dark()`, so `color-scheme` alone
 * decides: the page's, unless the attribute `theme` says `light`, `dark` or
 * `auto` (the system's). Pairs of text and surface meet WCAG AA in both.
 */
export const tokens: CSSResult = css`
  :host {
    --_font: var(--takeover-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    --_font-mono: var(--takeover-font-mono, ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', monospace);
    --_font-size: var(--takeover-font-size, 0.875rem);
    --_font-size-small: var(--takeover-font-size-small, 0.8125rem);
    --_font-size-heading: var(--takeover-font-size-heading, 1.125rem);
    --_space: var(--takeover-space, 0.25rem);
    --_radius: var(--takeover-radius, 0.5rem);
    --_radius-small: var(--takeover-radius-small, 0.375rem);
    --_control-height: var(--takeover-control-height, 2.25rem);

    --_surface: var(--takeover-color-surface, light-dark(#ffffff, #161a21));
    --_surface-sunken: var(--takeover-color-surface-sunken, light-dark(#f7f8fa, #11151b));
    --_surface-hover: var(--takeover-color-surface-hover, light-dark(#f4f6f9, #1d232c));
    --_surface-selected: var(--takeover-color-surface-selected, light-dark(#ecf2fe, #1b2b47));
    --_text: var(--takeover-color-text, light-dark(#18202c, #e8ecf2));
    --_text-muted: var(--takeover-color-text-muted, light-dark(#586375, #a3aebd));
    --_border: var(--takeover-color-border, light-dark(#e4e8ee, #2a313c));
    --_border-strong: var(--takeover-color-border-strong, light-dark(#838ea0, #707b8d));
    --_accent: var(--takeover-color-accent, light-dark(#1f5fd0, #8ab2ff));
    --_accent-hover: var(--takeover-color-accent-hover, light-dark(#184fb2, #a6c5ff));
    --_on-accent: var(--takeover-color-on-accent, light-dark(#ffffff, #0b1a33));
    --_danger: var(--takeover-color-danger, light-dark(#b3173f, #ff9db4));
    --_focus: var(--takeover-color-focus, light-dark(#1f5fd0, #8ab2ff));
    --_focus-width: var(--takeover-focus-width, 2px);
    --_shadow: var(
      --takeover-shadow,
      0 1px 2px light-dark(rgb(24 32 44 / 6%), rgb(0 0 0 / 40%)),
      0 8px 24px light-dark(rgb(24 32 44 / 10%), rgb(0 0 0 / 50%))
    );

    --_mark: var(--takeover-color-mark, light-dark(#ffe083, #6b5200));

    --_waiting: var(--takeover-color-waiting, light-dark(#a80f3a, #ffa3b8));
    --_waiting-surface: var(--takeover-color-waiting-surface, light-dark(#fdeaef, #431725));
    --_held: var(--takeover-color-held, light-dark(#1c50b4, #a9c7ff));
    --_held-surface: var(--takeover-color-held-surface, light-dark(#e7effd, #182b4e));
    --_action: var(--takeover-color-action, light-dark(#8a4300, #ffc183));
    --_action-surface: var(--takeover-color-action-surface, light-dark(#fef0dc, #3d280c));
    --_live: var(--takeover-color-live, light-dark(#10653d, #84deac));
    --_live-surface: var(--takeover-color-live-surface, light-dark(#e2f5ea, #123324));
    --_stalled: var(--takeover-color-stalled, light-dark(#574d9b, #c6c0f7));
    --_stalled-surface: var(--takeover-color-stalled-surface, light-dark(#efedfa, #2a2749));
    --_abandoned: var(--takeover-color-abandoned, light-dark(#515c6c, #b0bac8));
    --_abandoned-surface: var(--takeover-color-abandoned-surface, light-dark(#edf0f3, #272e38));
  }

  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([theme='auto']) {
    color-scheme: light dark;
  }
`;
