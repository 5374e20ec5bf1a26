import type { Catalogue } from './catalogue.js';
import { frenchAlerting } from './french/alerting.js';
import { frenchConversation } from './french/conversation.js';
import { frenchFrame } from './french/frame.js';
import { frenchGuide } from './french/guide.js';
import { frenchPresence } from './french/presence.js';
import { frenchSettings } from './french/settings.js';
import { frenchShared } from './french/shared.js';
import { frenchShortcuts } from './french/shortcuts.js';
import { frenchTable } from './french/table.js';

/**
 * French, formal (*vous*). Its words:
 *
 * | English | French |
 * |---|---|
 * | conversation; customer; agent | conversation; client; agent |
 * | colleague; supervisor | collègue; superviseur |
 * | operator (who answers) | opérateur |
 * | takeover, take over, hand back | prise en charge, prendre en charge, rendre au bot |
 * | transfer, assign, queue | transférer, attribuer, file d’attente |
 * | hold (a conversation); desk full | avoir; capacité atteinte |
 * | desk (another system's agents) | service externe |
 * | Waiting For Agent, Action, Live | Attend un agent, À traiter, En cours |
 * | Stalled, Abandoned, Closed | En suspens, Abandonnée, Clôturée |
 * | Up to date, Catching up, Not updating | À jour, Mise à jour en cours, Plus de mise à jour |
 * | default answer; prepared reply; note | réponse par défaut; réponse type; note interne |
 * | wrap-up | motif de fin |
 * | alert; do not disturb | alerte; Ne pas déranger |
 * | available | disponible |
 *
 * An instant stands in brackets where English says *at*: it may carry a date.
 * `many` is for whole millions: "1 000 000 de conversations". The space before
 * `:`, `;`, `!`, `?` and inside « » does not break.
 */
export const french: Catalogue = {
  language: 'fr',
  messages: {
    ...frenchShared,
    ...frenchTable,
    ...frenchFrame,
    ...frenchConversation,
    ...frenchPresence,
    ...frenchAlerting,
    ...frenchGuide,
    ...frenchSettings,
    ...frenchShortcuts,
  },
};
