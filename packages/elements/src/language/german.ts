import type { Catalogue } from './catalogue.js';
import { germanAlerting } from './german/alerting.js';
import { germanConversation } from './german/conversation.js';
import { germanFrame } from './german/frame.js';
import { germanGuide } from './german/guide.js';
import { germanPresence } from './german/presence.js';
import { germanSettings } from './german/settings.js';
import { germanShared } from './german/shared.js';
import { germanShortcuts } from './german/shortcuts.js';
import { germanTable } from './german/table.js';

/**
 * German, formal (*Sie*). Its words:
 *
 * | English | German |
 * |---|---|
 * | conversation; customer; agent | Gespräch; Kunde; Agent |
 * | colleague; supervisor | Teammitglied, das Team; Supervisor |
 * | operator (who answers) | zuständig |
 * | takeover, take over, hand back | Übernahme, übernehmen, zurückgeben |
 * | transfer, assign, queue | weiterleiten, zuweisen, Warteschlange |
 * | hold (a conversation); desk full | halten; ausgelastet |
 * | desk (another system's agents) | Service-Desk |
 * | Waiting For Agent, Action, Live | Wartet auf Agent, Handlungsbedarf, Live |
 * | Stalled, Abandoned, Closed | Stockt, Abgebrochen, Geschlossen |
 * | Up to date, Catching up, Not updating | Aktuell, Wird aktualisiert, Nicht aktualisiert |
 * | default answer; prepared reply; note | Standardantwort; Textbaustein; interne Notiz |
 * | wrap-up | Abschlussgrund |
 * | alert; do not disturb | Benachrichtigung; Nicht stören |
 * | available | verfügbar |
 *
 * An instant stands in brackets where English says *at*: it may carry a date.
 */
export const german: Catalogue = {
  language: 'de',
  messages: {
    ...germanShared,
    ...germanTable,
    ...germanFrame,
    ...germanConversation,
    ...germanPresence,
    ...germanAlerting,
    ...germanGuide,
    ...germanSettings,
    ...germanShortcuts,
  },
};
