import type { AgentPresence, CommandState, TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { keyedList } from '../rendering/keyed-list.js';
import { failureWords } from '../live-takeover-conversation/failure-words.js';
import { isolatedIn } from '../language/isolate.js';
import { instantWords, type Words } from '../language/words.js';
import { reasonOf, receivesRequests } from './presence-state.js';
import { isUnderWay } from './presence-switch.js';

/** What the list shows. */
export interface ColleagueListModel {
  readonly words: Words;
  readonly client: TakeoverClient;
  /** Whom the supervisor is about to set Offline. */
  readonly asked: string | undefined;
  readonly changeOf: (agentId: string) => CommandState | undefined;
  /** @param agentId - undefined: not after all */
  readonly onAsk: (agentId: string | undefined) => void;
  readonly onSetOffline: (colleague: AgentPresence) => void;
}

/** Colleagues, those who are available first, then by name. */
export function colleaguesOf(client: TakeoverClient, locale: string): readonly AgentPresence[] {
  const { compare } = new Intl.Collator(locale);
  const away = (agent: AgentPresence): number => Number(!isAvailable(client, agent));
  return client.agents.value
    .filter(({ id }) => id !== client.me.value?.id)
    .toSorted((one, other) => away(one) - away(other) || compare(one.name, other.name) || (one.id < other.id ? -1 : 1));
}

/** Whether a colleague could be given a request now. */
export function isAvailable(client: TakeoverClient, colleague: AgentPresence): boolean {
  const { availability, isReachable } = colleague;
  return isReachable && receivesRequests(availability, reasonOf(client, availability)) && !isFull(colleague);
}

/** Who else is there, what they chose, and how much they hold. */
export function colleagueList(model: ColleagueListModel): TemplateResult {
  const { words, client } = model;
  const colleagues = colleaguesOf(client, words.locale);
  if (colleagues.length === 0) return html`<p class="note">${words('colleagues.none')}</p>`;
  return html`<ul class="colleagues">
    ${keyedList(
      colleagues,
      ({ id }) => id,
      (colleague) => html`<li class="colleague" part="colleague" data-agent=${colleague.id}>${colleagueTemplate(model, colleague)}</li>`,
    )}
  </ul>`;
}

function colleagueTemplate(model: ColleagueListModel, colleague: AgentPresence): TemplateResult {
  const { words, client, asked, changeOf } = model;
  const { id, name } = colleague;
  const change = changeOf(id);
  return html`<span class="dot ${isAvailable(client, colleague) ? 'on' : ''}" aria-hidden="true"></span>
    <span class="colleague-name"><bdi>${name}</bdi></span>
    ${holdingTemplate(words, colleague)}
    <span class="note colleague-state">${isUnderWay(change) ? words('colleagues.setting') : colleagueWords(words, client, colleague)}</span>
    ${client.me.value?.role === 'supervisor' && colleague.availability !== 'offline' && asked !== id && !isUnderWay(change)
      ? html`<button type="button" class="button quiet small set-offline" part="button set-offline" aria-label=${words('colleagues.set-offline-named', { name })} @click=${() => model.onAsk(id)}>
          ${words('colleagues.set-offline')}
        </button>`
      : nothing}
    ${asked === id ? confirmTemplate(model, colleague) : nothing}
    ${change?.state === 'failed' ? html`<p class="colleague-wide problem" role="status">${words('colleagues.failed', { why: failureWords(words, change.error) })}</p>` : nothing}`;
}

/** What a colleague is, in words: "Online", "Lunch", "not connected since 14:02". */
export function colleagueWords(words: Words, client: TakeoverClient, colleague: AgentPresence): string {
  const { availability, isReachable, unreachableSince, setBy } = colleague;
  if (availability === 'offline') return setBy === undefined ? words('colleagues.offline') : words('colleagues.offline-by', { name: setBy });
  if (!isReachable) {
    if (unreachableSince === undefined) return words('colleagues.unreachable');
    return words('colleagues.unreachable-since', { time: instantWords(words, unreachableSince, client.now()) });
  }
  const chosen = availability === 'online' ? words('colleagues.online') : isolatedIn(words.locale, reasonOf(client, availability)?.label ?? availability);
  return isFull(colleague) ? words('colleagues.full', { chosen }) : chosen;
}

/** Whether they hold as many as they may. */
function isFull({ holding = 0, capacity = Infinity }: AgentPresence): boolean {
  return holding >= capacity;
}

function holdingTemplate(words: Words, { holding, capacity }: AgentPresence): TemplateResult | typeof nothing {
  if (holding === undefined) return nothing;
  const [key, values] = capacity === undefined ? (['colleagues.holding', { count: holding }] as const) : (['colleagues.holding-of', { count: holding, capacity }] as const);
  const label = words(`${key}-label`, values);
  return html`<span class="load" title=${label}><bdi aria-hidden="true">${words(key, values)}</bdi><span class="visually-hidden">${label}</span></span>`;
}

function confirmTemplate({ words, onAsk, onSetOffline }: ColleagueListModel, colleague: AgentPresence): TemplateResult {
  const { name } = colleague;
  return html`<div class="colleague-wide confirm" role="group" aria-label=${words('colleagues.confirm', { name })}>
    <p><strong>${words('colleagues.confirm', { name })}</strong> ${words('colleagues.confirm-body', { name })}</p>
    <button type="button" class="button primary" part="button confirm" @click=${() => onSetOffline(colleague)}>${words('colleagues.set-offline')}</button>
    <button type="button" class="button cancel" part="button cancel" @click=${() => onAsk(undefined)}>${words('colleagues.cancel')}</button>
  </div>`;
}
