import type { Shortcut } from '../shortcuts/shortcut.js';

/** What the table's shortcuts do. */
export interface TableCommands {
  openNextMostUrgent(): void;
  search(): void;
  /** Whether the conversation under the keyboard may be taken over without asking anybody. */
  canTakeOver(): boolean;
  takeOver(): void;
  hold(): void;
  /** @param number - from 1 */
  chooseView(number: number): void;
  chooseColumns(): void;
  togglePane(): void;
  /** Whether there are two places to go between. */
  canJump(): boolean;
  jump(): void;
}

/** The keys of the table. Those that the rows handle themselves are only listed. */
export function tableShortcuts(commands: TableCommands): readonly Shortcut[] {
  const inTable = { group: 'shortcut.group-table' } as const;
  const inRows = { group: 'shortcut.group-rows' } as const;
  return [
    { ...inTable, id: 'next-urgent', keys: ['n'], label: 'shortcut.next-urgent', run: () => commands.openNextMostUrgent() },
    { ...inTable, id: 'search', keys: ['/'], label: 'shortcut.search', run: () => commands.search() },
    { ...inTable, id: 'view', keys: ['1', '2', '3', '4', '5'], label: 'shortcut.view', run: (key) => commands.chooseView(Number(key)) },
    { ...inTable, id: 'hold', keys: ['h'], label: 'shortcut.hold', run: () => commands.hold() },
    { ...inTable, id: 'columns', keys: ['c'], label: 'shortcut.columns', run: () => commands.chooseColumns() },
    { ...inTable, id: 'pane', keys: ['o'], label: 'shortcut.pane', run: () => commands.togglePane() },
    { ...inTable, id: 'jump', keys: ['F6'], label: 'shortcut.jump', when: () => commands.canJump(), run: () => commands.jump() },
    { ...inRows, id: 'take-over', keys: ['t'], label: 'shortcut.take-over', when: () => commands.canTakeOver(), run: () => commands.takeOver() },
    { ...inRows, id: 'rows.open', keys: ['Enter'], label: 'shortcut.open' },
    { ...inRows, id: 'rows.move', keys: ['ArrowUp', 'ArrowDown'], label: 'shortcut.move' },
    { ...inRows, id: 'rows.page', keys: ['PageUp', 'PageDown'], label: 'shortcut.page' },
    { ...inRows, id: 'rows.ends', keys: ['Home', 'End'], label: 'shortcut.ends' },
    { ...inRows, id: 'rows.cells', keys: ['ArrowRight', 'ArrowLeft'], label: 'shortcut.cells' },
    { ...inRows, id: 'rows.controls', keys: ['F2'], label: 'shortcut.controls' },
    { ...inRows, id: 'rows.sort', keys: ['Shift+Enter'], label: 'shortcut.sort-by-more' },
  ];
}
