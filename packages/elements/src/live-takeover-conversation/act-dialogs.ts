import type { WrapUp } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { isAvailable } from '../agent-presence/colleague-list.js';
import type { DialogContent, ModalDialog } from '../dialog/modal-dialog.js';
import type { Words } from '../language/words.js';
import { operatorWords } from '../words/status-words.js';
import { deskOffered, holdingOf, type Act, type ActName } from './acts.js';
import { colleagueChoice, type Recipient } from './colleague-choice.js';
import type { Visit } from './conversation-visit.js';

/** What is being chosen in an open dialog. */
interface Choices {
  recipient: Recipient | undefined;
  search: string;
  note: string;
  wrapUp: string | undefined;
}

/** Longest note with a transfer: as the protocol has it. */
const noteLimit = 4_000;

/** Asks what an act needs to know, or whether it is meant, before it is done; others are done at once. */
export class ActDialogs {
  readonly #host: LitElement;
  readonly #dialog: ModalDialog;
  readonly #perform: (act: Act) => void;
  /** In which what is asked was seen. */
  #term: number | undefined;

  constructor(host: LitElement, dialog: ModalDialog, perform: (act: Act) => void) {
    this.#host = host;
    this.#dialog = dialog;
    this.#perform = perform;
  }

  /** Does an act, after what is to be asked. */
  ask(name: ActName, visit: Visit): void {
    const { client, view } = visit;
    const conversation = view.conversation.value;
    if (conversation === undefined) return;
    const wrapUp = client.desk.value.bots[conversation.bot.id]?.wrapUp ?? null;
    const isHeld = conversation.operator.kind !== 'bot';
    switch (name) {
      case 'transfer':
      case 'assign':
        return this.#open(visit, (words, choices) => this.#recipientDialog(name, words, visit, choices));
      case 'close':
        return this.#open(visit, (words, choices) => this.#endDialog(name, words, isHeld ? wrapUp : null, choices));
      case 'hand-back':
        if (wrapUp === null) return this.#perform({ name });
        return this.#open(visit, (words, choices) => this.#endDialog(name, words, wrapUp, choices));
      case 'take-over':
        if (holdingOf(conversation, client.me.value) !== 'other') return this.#perform({ name });
        return this.#open(visit, (words) => this.#forceDialog(words, visit));
      case 'dismiss-action':
        return this.#perform({ name });
      case 'request-desk': {
        const desk = deskOffered({ conversation, botDesk: client.desk.value.bots[conversation.bot.id] });
        return desk === undefined ? undefined : this.#perform({ name, desk: desk.id });
      }
    }
  }

  /** Asks no more once the conversation changed hands: what was chosen was meant for another state of things. */
  follow(term: number | undefined): void {
    if (this.#term !== undefined && this.#term !== term) this.#dialog.close();
  }

  #open({ client, view }: Visit, content: (words: Words, choices: Choices) => DialogContent): void {
    const choices: Choices = { recipient: undefined, search: '', note: '', wrapUp: undefined };
    // Who is there is told only to whoever asks for it.
    const leave = client.attachAlerts();
    const onClose = (): void => {
      this.#term = undefined;
      leave();
    };
    this.#dialog.open((words) => ({ ...content(words, choices), onClose }));
    this.#term = view.conversation.value?.term;
  }

  #recipientDialog(name: 'transfer' | 'assign', words: Words, { client, view }: Visit, choices: Choices): DialogContent {
    const { operator } = view.conversation.value ?? {};
    const { recipient, note } = choices;
    const chosen = client.agents.value.find(({ id }) => id === recipient);
    const isPossible = recipient === null || (chosen !== undefined && isAvailable(client, chosen));
    const given = note.trim() === '' ? {} : { note: note.trim() };
    return {
      heading: words(`${name}.heading`),
      body: html`${colleagueChoice({
          words,
          client,
          holderId: operator?.kind === 'bot' ? undefined : operator?.id,
          hasQueue: name === 'transfer',
          chosen: isPossible ? recipient : undefined,
          search: choices.search,
          onChoose: (to) => this.#change(choices, { recipient: to }),
          onSearch: (search) => this.#change(choices, { search }),
        })}
        <label class="labelled"
          ><span>${words('transfer.note')}</span>
          <textarea class="field" rows="3" dir="auto" maxlength=${noteLimit} .value=${note} @input=${(event: Event) => this.#change(choices, { note: (event.target as HTMLTextAreaElement).value })}></textarea>
          <span class="option-note">${words('transfer.note-why')}</span></label
        >`,
      submit: {
        label: submitLabel(name, words, recipient, chosen?.name),
        isDisabled: !isPossible,
        onSubmit: () => {
          if (name === 'transfer' && recipient !== undefined) this.#perform({ name, to: recipient, ...given });
          else if (name === 'assign' && typeof recipient === 'string') this.#perform({ name, to: recipient, ...given });
        },
      },
    };
  }

  #endDialog(name: 'hand-back' | 'close', words: Words, wrapUp: WrapUp | null, choices: Choices): DialogContent {
    const { wrapUp: chosen } = choices;
    return {
      heading: words(`${name}.heading`),
      body: html`<p>${words(`${name}.body`)}</p>
        ${wrapUp === null ? nothing : this.#wrapUpTemplate(words, wrapUp, choices)}`,
      submit: {
        label: words(`action.${name}`),
        isDanger: name === 'close',
        isDisabled: wrapUp?.isRequired === true && chosen === undefined,
        onSubmit: () => this.#perform({ name, ...(chosen === undefined ? {} : { wrapUp: chosen }) }),
      },
    };
  }

  #wrapUpTemplate(words: Words, { reasons, isRequired }: WrapUp, choices: Choices): TemplateResult {
    const option = (id: string | undefined, label: string): TemplateResult => html`<label class="option" part="option">
      <input type="radio" name="wrap-up" .checked=${choices.wrapUp === id} @change=${() => this.#change(choices, { wrapUp: id })} />
      <bdi class="option-words">${label}</bdi>
    </label>`;
    return html`<fieldset class="choice" part="choice">
      <legend class="choice-legend">${words(isRequired ? 'wrap-up.required' : 'wrap-up.asked')}</legend>
      <div class="choices">${reasons.map(({ id, label }) => option(id, label))} ${isRequired ? nothing : option(undefined, words('wrap-up.none'))}</div>
    </fieldset>`;
  }

  #forceDialog(words: Words, { view }: Visit): DialogContent {
    const { operator } = view.conversation.value ?? {};
    const name = operator === undefined ? '' : operatorWords(words, operator, false);
    return {
      heading: words('force.heading', { name }),
      body: html`<p>${words('force.body', { name })}</p>`,
      submit: { label: words('action.take-over'), onSubmit: () => this.#perform({ name: 'take-over', force: true }) },
    };
  }

  #change(choices: Choices, changes: Partial<Choices>): void {
    Object.assign(choices, changes);
    this.#host.requestUpdate();
  }
}

function submitLabel(name: 'transfer' | 'assign', words: Words, recipient: Recipient | undefined, recipientName: string | undefined): string {
  if (recipient === null) return words('transfer.do-queue');
  return recipientName === undefined ? words(`${name}.do`) : words(`${name}.do-to`, { name: recipientName });
}
