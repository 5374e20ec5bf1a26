/**
 * Registers the elements under their own names. The only module of the package
 * with a side effect. A name that is taken, by another version of this package
 * or by the page, is left to whoever has it; where there are no custom elements
 * (on a server) nothing happens. It also takes the catalogues that other script
 * tags offer (`language/offer-catalogue.ts`), whichever comes first.
 */
import { AgentPresence } from './agent-presence/agent-presence.js';
import { registerCatalogue, type Catalogue } from './language/catalogue.js';
import { catalogueEvent, cataloguesWantedEvent } from './language/offer-catalogue.js';
import { LiveTakeoverConversation } from './live-takeover-conversation/live-takeover-conversation.js';
import { LiveTakeoverProvider } from './live-takeover-provider/live-takeover-provider.js';
import { LiveTakeoverSettings } from './settings/live-takeover-settings.js';
import { LiveTakeoverTable } from './live-takeover-table/live-takeover-table.js';

const elements: Readonly<Record<string, CustomElementConstructor>> = {
  'agent-presence': AgentPresence,
  'live-takeover-provider': LiveTakeoverProvider,
  'live-takeover-conversation': LiveTakeoverConversation,
  'live-takeover-settings': LiveTakeoverSettings,
  'live-takeover-table': LiveTakeoverTable,
};

for (const [name, element] of Object.entries(elements))
  if (globalThis.customElements?.get(name) === undefined) globalThis.customElements?.define(name, element);

globalThis.document?.addEventListener(catalogueEvent, ({ detail }) => registerCatalogue(detail));
globalThis.document?.dispatchEvent(new Event(cataloguesWantedEvent));

declare global {
  interface DocumentEventMap {
    [catalogueEvent]: CustomEvent<Catalogue>;
  }
  interface HTMLElementTagNameMap {
    'agent-presence': AgentPresence;
    'live-takeover-provider': LiveTakeoverProvider;
    'live-takeover-conversation': LiveTakeoverConversation;
    'live-takeover-settings': LiveTakeoverSettings;
    'live-takeover-table': LiveTakeoverTable;
  }
}
