import type { PreparedReply } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { keyedList } from '../rendering/keyed-list.js';
import { icon, type IconName } from '../theme/icons.js';
import { messageField } from './message-field.js';
import { replyVariables } from './message-variables.js';
import { fieldTemplate, theirsTemplate, valueOf, type SectionModel } from './settings-section.js';

const replyLimit = 500;

/** What the list of replies needs besides. */
export interface RepliesModel extends SectionModel {
  /** The one whose fields are shown. */
  readonly openReply: string | undefined;
  readonly newId: () => string;
  readonly onOpen: (id: string | undefined) => void;
  /** Something moved, came or went under the focus: it belongs on this element now, and this is to be said. */
  readonly onMoved: (focusOn: string, announcement: string) => void;
}

/** The texts that agents need often: to be added, changed, put in order and deleted. */
export function repliesSection(model: RepliesModel): TemplateResult {
  const { words, draft } = model;
  const { replies } = draft;
  return html`<p class="note">${words('settings.replies-why', { variables: replyVariables.map((name) => `{${name}}`).join(' ') })}</p>
    ${theirsTemplate(model, 'replies')} ${replies.length === 0 ? html`<p class="note">${words('settings.replies-none')}</p>` : nothing}
    <ol class="replies">
      ${keyedList(
        replies,
        ({ id }) => id,
        (reply, index) => html`<li class="reply" part="reply">${replyTemplate(model, reply, index)}</li>`,
      )}
    </ol>
    <button type="button" id="reply-add" class="button" ?disabled=${replies.length >= replyLimit} @click=${() => add(model)}>${words('settings.reply-add')}</button>`;
}

function replyTemplate(model: RepliesModel, reply: PreparedReply, index: number): TemplateResult {
  const { words, draft, openReply, onOpen, problemOf } = model;
  const { id } = reply;
  const title = titleOf(model, reply, index);
  const isOpen = openReply === id;
  const hasProblem = problemOf(`reply.${id}.title`) !== undefined || problemOf(`reply.${id}.text`) !== undefined;
  return html`<div class="reply-head">
      <button type="button" id="reply-${id}" class="reply-title" aria-expanded=${isOpen} @click=${() => onOpen(isOpen ? undefined : id)}>
        <bdi>${title}</bdi>${hasProblem ? icon('action') : nothing}
      </button>
      ${moveButton(model, 'up', 'sort-ascending', title, id, index, index === 0)}
      ${moveButton(model, 'down', 'sort-descending', title, id, index, index === draft.replies.length - 1)}
      <button type="button" class="button quiet icon-only" aria-label=${words('settings.reply-delete', { title })} title=${words('settings.reply-delete', { title })} @click=${() => remove(model, reply, index)}>
        ${icon('close')}
      </button>
    </div>
    ${isOpen ? replyFields(model, reply, index) : nothing}`;
}

function replyFields(model: RepliesModel, reply: PreparedReply, index: number): TemplateResult {
  const { words } = model;
  const change = (changed: Partial<PreparedReply>): void => replaceAt(model, index, { ...reply, ...changed });
  return html`<div class="reply-fields">
    ${fieldTemplate(
      model,
      { id: `reply.${reply.id}.title`, label: words('settings.reply-title') },
      ({ id, describedBy, invalid }) => html`<input
        id=${id}
        class="field"
        dir="auto"
        autocomplete="off"
        aria-describedby=${describedBy}
        aria-invalid=${invalid}
        .value=${reply.title}
        @input=${(event: Event) => change({ title: valueOf(event) })}
      />`,
    )}
    ${messageField(model, { id: `reply.${reply.id}.text`, label: words('settings.reply-text'), text: reply.text, variables: replyVariables, onText: (text) => change({ text }) })}
  </div>`;
}

function moveButton(model: RepliesModel, way: 'up' | 'down', drawing: IconName, title: string, id: string, index: number, isEnd: boolean): TemplateResult {
  const { words, draft, onChange, onMoved } = model;
  const label = words(`settings.reply-${way}`, { title });
  const move = (): void => {
    if (isEnd) return;
    const replies = [...draft.replies];
    const to = way === 'up' ? index - 1 : index + 1;
    replies.splice(to, 0, ...replies.splice(index, 1));
    onChange({ replies });
    onMoved(`reply-${id}-${way}`, words('settings.reply-moved', { title, count: to + 1 }));
  };
  return html`<button type="button" id="reply-${id}-${way}" class="button quiet icon-only" aria-label=${label} title=${label} aria-disabled=${isEnd ? 'true' : nothing} @click=${move}>
    ${icon(drawing)}
  </button>`;
}

function add(model: RepliesModel): void {
  const { draft, newId, onChange, onOpen, onMoved } = model;
  const id = newId();
  onChange({ replies: [...draft.replies, { id, title: '', text: '' }] });
  onOpen(id);
  onMoved(`reply.${id}.title`, '');
}

function remove(model: RepliesModel, reply: PreparedReply, index: number): void {
  const { words, draft, onChange, onMoved } = model;
  const next = draft.replies[index + 1] ?? draft.replies[index - 1];
  onChange({ replies: draft.replies.filter(({ id }) => id !== reply.id) });
  onMoved(next === undefined ? 'reply-add' : `reply-${next.id}`, words('settings.reply-deleted', { title: titleOf(model, reply, index) }));
}

function replaceAt({ draft, onChange }: RepliesModel, index: number, reply: PreparedReply): void {
  onChange({ replies: draft.replies.map((each, at) => (at === index ? reply : each)) });
}

function titleOf({ words }: RepliesModel, { title }: PreparedReply, index: number): string {
  return title.trim() === '' ? words('settings.reply-untitled', { count: index + 1 }) : title.trim();
}
