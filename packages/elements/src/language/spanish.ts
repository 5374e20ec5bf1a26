import type { Catalogue } from './catalogue.js';
import { spanishAlerting } from './spanish/alerting.js';
import { spanishConversation } from './spanish/conversation.js';
import { spanishFrame } from './spanish/frame.js';
import { spanishGuide } from './spanish/guide.js';
import { spanishPresence } from './spanish/presence.js';
import { spanishSettings } from './spanish/settings.js';
import { spanishShared } from './spanish/shared.js';
import { spanishShortcuts } from './spanish/shortcuts.js';
import { spanishTable } from './spanish/table.js';

/**
 * Spanish, formal (*usted*), of no one country. Its words:
 *
 * | English | Spanish |
 * |---|---|
 * | conversation; customer; agent | conversación; cliente; agente |
 * | colleague; supervisor | compañero; supervisor |
 * | operator (who answers) | operador |
 * | takeover, take over, hand back | intervención, tomar, devolver |
 * | transfer, assign, queue | transferir, asignar, cola |
 * | hold (a conversation); desk full | atender; capacidad completa |
 * | desk (another system's agents) | servicio externo |
 * | Waiting For Agent, Action, Live | Esperando agente, Requiere acción, En curso |
 * | Stalled, Abandoned, Closed | Detenida, Abandonada, Cerrada |
 * | Up to date, Catching up, Not updating | Al día, Poniéndose al día, Sin actualizaciones |
 * | default answer; prepared reply; note | respuesta predeterminada; respuesta predefinida; nota interna |
 * | wrap-up | motivo de cierre |
 * | alert; do not disturb | alerta; No molestar |
 * | Online, Offline; available | en línea, desconectado; disponible |
 *
 * An instant stands in brackets where English says *at*: it may carry a date.
 * `many` is for whole millions: "1.000.000 de conversaciones".
 */
export const spanish: Catalogue = {
  language: 'es',
  messages: {
    ...spanishShared,
    ...spanishTable,
    ...spanishFrame,
    ...spanishConversation,
    ...spanishPresence,
    ...spanishAlerting,
    ...spanishGuide,
    ...spanishSettings,
    ...spanishShortcuts,
  },
};
