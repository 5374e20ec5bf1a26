import type { Channel, Operator, Row } from '@live-takeover/sdk';
import { svg, type SVGTemplateResult } from 'lit';

/**
 * The drawings of the icon set, each one path on a 16 × 16 grid, stroked in the
 * current colour. A caller that recycles nodes sets `d` of the one path.
 */
export const iconPaths = {
  abandoned: 'M6.5 13.25H3.75a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1H6.5M10.5 11l3-3-3-3M13.25 8H6.5',
  action: 'M8 2.5 14.25 13.25H1.75L8 2.5ZM8 6.5v3M8 11.25h.01',
  agent:
    'M3 9.5V8a5 5 0 0 1 10 0v1.5M3 9h1.5a.5.5 0 0 1 .5.5V12a.5.5 0 0 1-.5.5H4a1 1 0 0 1-1-1V9Zm10 0h-1.5a.5.5 0 0 0-.5.5V12a.5.5 0 0 0 .5.5h.5a1 1 0 0 0 1-1V9Zm0 3v.5a1.5 1.5 0 0 1-1.5 1.5H9',
  attach: 'M13 7.25 7.9 12.4a3.2 3.2 0 0 1-4.5-4.5l5.4-5.4a2.1 2.1 0 0 1 3 3l-5.4 5.4a1.05 1.05 0 0 1-1.5-1.5l4.9-4.95',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  bell: 'M8 2a4 4 0 0 1 4 4c0 3.25 1.25 4.5 1.25 4.5H2.75S4 9.25 4 6a4 4 0 0 1 4-4ZM6.75 13a1.4 1.4 0 0 0 2.5 0',
  'bell-new':
    'M9 2.1A4 4 0 0 0 4 6c0 3.25-1.25 4.5-1.25 4.5h10.5S12.4 9.6 12.1 7.5M6.75 13a1.4 1.4 0 0 0 2.5 0M12.5 1.5v4M10.5 3.5h4',
  bookmark: 'M4.25 2.5h7.5v11L8 10.5l-3.75 3v-11Z',
  bot: 'M4 5.75h8A1.25 1.25 0 0 1 13.25 7v5A1.25 1.25 0 0 1 12 13.25H4A1.25 1.25 0 0 1 2.75 12V7A1.25 1.25 0 0 1 4 5.75ZM8 5.75V3M8 2.75h.01M6 9.25h.01M10 9.25h.01M.9 8.75v1.5M15.1 8.75v1.5',
  chat: 'M3 3.5h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H8L5 14v-2.5H3a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z',
  check: 'M3 8.5l3.25 3.25L13 5',
  'check-twice': 'M1.25 8.75l2.75 2.75L9.75 5M7 10.75l.75.75L14 5',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.75 5.75h7.5v7.5h-7.5ZM10.25 5.5V2.75h-7.5v7.5H5.5',
  desk: 'M4.5 12.25a2.75 2.75 0 0 1-.4-5.47 4 4 0 0 1 7.75.47 2.5 2.5 0 0 1-.35 5h-7Z',
  disconnected:
    'M2 2l12 12M2 6.5a9 9 0 0 1 2.5-1.6M6.6 4.1A9 9 0 0 1 14 6.5M4.25 9.1a5.6 5.6 0 0 1 2.1-1.25M10 7.95c.65.27 1.24.65 1.75 1.15M8 12.25h.01',
  filter: 'M2 3.25h12L9.5 8.5v4.25l-3 1.5V8.5L2 3.25Z',
  columns: 'M2.5 3h11v10h-11ZM6.25 3v10M9.75 3v10',
  download: 'M8 2.5v7M5 6.75l3 3 3-3M2.75 11.5v1.75h10.5V11.5',
  'hand-back': 'M6 4.5 2.75 7.75 6 11M2.75 7.75h7a3.5 3.5 0 0 1 3.5 3.5v1',
  hold: 'M4 7.25h8v6H4ZM5.5 7.25V5a2.5 2.5 0 0 1 5 0v2.25',
  info: 'M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM8 7.25v3.5M8 5.25h.01',
  live: 'M1.75 8H4.5l2-4.5 3 9 2-4.5h2.75',
  messenger:
    'M8 2c3.6 0 6.25 2.5 6.25 5.75S11.6 13.5 8 13.5c-.65 0-1.3-.08-1.9-.25L4 14.25v-2C2.6 11.2 1.75 9.6 1.75 7.75 1.75 4.5 4.4 2 8 2ZM4.75 9.25 7 6.75 9 8.5l2.25-2.25',
  more: 'M2.75 8a.5.5 0 1 0 1 0 .5.5 0 0 0-1 0ZM7.5 8a.5.5 0 1 0 1 0 .5.5 0 0 0-1 0ZM12.25 8a.5.5 0 1 0 1 0 .5.5 0 0 0-1 0Z',
  note: 'M3.25 2.75h9.5v7l-3.5 3.5h-6ZM9.25 13.25v-3.5h3.5M5.5 6h5M5.5 8.5H8',
  person: 'M8 7.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.75 13.75c.4-2.6 2.5-4 5.25-4s4.85 1.4 5.25 4',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7Z',
  quiet: 'M13.5 9.75A6 6 0 0 1 6.25 2.5a6 6 0 1 0 7.25 7.25Z',
  refresh: 'M13.25 3v3.25H10M13 6.25A5.25 5.25 0 1 0 13.25 9',
  report: 'M2.75 13.25h10.5M4.5 10.75v-3M8 10.75v-7M11.5 10.75v-5',
  reply: 'M2.75 3.75h10.5M2.75 7.25h4.5M2.75 10.75h3M11.5 6.25 9 10.25h3.25L10 14',
  search: 'M7 11.75a4.75 4.75 0 1 0 0-9.5 4.75 4.75 0 0 0 0 9.5ZM13.75 13.75 10.5 10.5',
  seen: 'M1.5 8S4 3.75 8 3.75 14.5 8 14.5 8 12 12.25 8 12.25 1.5 8 1.5 8ZM8 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5Z',
  send: 'M2 8 14 2.5 10.5 13.5 7.75 8.75 2 8ZM7.75 8.75 14 2.5',
  sms: 'M5.5 1.75h5a1 1 0 0 1 1 1v10.5a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V2.75a1 1 0 0 1 1-1ZM7.25 12h1.5',
  sort: 'M5 6.25 8 3.25l3 3M5 9.75l3 3 3-3',
  'sort-ascending': 'M8 12.75v-9.5M4.5 6.75 8 3.25l3.5 3.5',
  'sort-descending': 'M8 3.25v9.5M4.5 9.25 8 12.75l3.5-3.5',
  'sound-off': 'M2.5 6.25v3.5h2.25L8 12.5v-9L4.75 6.25H2.5ZM10.5 6.5l3 3M13.5 6.5l-3 3',
  stalled: 'M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM6.5 6v4M9.5 6v4',
  transfer: 'M2.5 5.25h10M9.75 2.5l2.75 2.75L9.75 8M13.5 10.75h-10M6.25 8 3.5 10.75l2.75 2.75',
  undo: 'M5.5 3 2.75 5.75 5.5 8.5M2.75 5.75H9a3.75 3.75 0 0 1 0 7.5H6',
  unknown: 'M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM6.25 6.35a1.75 1.75 0 1 1 2.5 1.55c-.5.25-.75.6-.75 1.15M8 11.25h.01',
  waiting:
    'M3 3h10a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1H8L5 14v-2.5H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM8 5.25v2.25M8 9.25h.01',
  web: 'M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM1.75 8h12.5M8 1.75c1.75 1.75 2.5 3.9 2.5 6.25S9.75 12.5 8 14.25C6.25 12.5 5.5 10.35 5.5 8S6.25 3.5 8 1.75Z',
} as const;

/** The name of a drawing in {@link iconPaths}. */
export type IconName = keyof typeof iconPaths;

/** An icon for a template, invisible to assistive technology: words stand beside it or on its button. */
export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg class="icon" data-icon=${name} viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${iconPaths[name]}></path></svg>`;
}

/** How a status looks: five statuses, of which *Waiting For Agent* looks calmer once somebody holds it. */
export type StatusTone = 'waiting' | 'held' | 'action' | 'live' | 'stalled' | 'abandoned';

/** The tone of a row's status, which names its icon, its colours and its part. */
export function toneOf(row: Pick<Row, 'status' | 'reason'>): StatusTone {
  if (row.status !== 'waiting-for-agent') return row.status;
  return row.reason.code === 'with-agent' ? 'held' : 'waiting';
}

/** The icon of each tone. */
export const toneIcons: Readonly<Record<StatusTone, IconName>> = {
  waiting: 'waiting',
  held: 'agent',
  action: 'action',
  live: 'live',
  stalled: 'stalled',
  abandoned: 'abandoned',
};

/** The icon of a channel; a speech bubble for one that is not known here. */
export function channelIcon(channel: Channel): IconName {
  switch (channel) {
    case 'web':
      return 'web';
    case 'messenger':
      return 'messenger';
    case 'sms':
      return 'sms';
    default:
      return 'chat';
  }
}

/** The icon of whoever answers. */
export function operatorIcon(operator: Operator): IconName {
  return operator.kind;
}
