/** Every element in every state. */
import './define-all.test-support.js';
import { conversationStates } from './conversation-states.test-support.js';
import { presenceStates } from './presence-states.test-support.js';
import { settingsStates } from './settings-states.test-support.js';
import type { State } from './stage.test-support.js';
import { tableStates } from './table-states.test-support.js';

export const states: readonly State[] = [...tableStates, ...conversationStates, ...presenceStates, ...settingsStates];
