import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { LitElement, html as litHtml, type CSSResultGroup, type TemplateResult } from 'lit';
import { LanguageController } from '../language/language-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import { dialogStyles } from './dialog-styles.js';
import { MenuButton } from './menu-button.js';
import { ModalDialog, type DialogContent } from './modal-dialog.js';

class DialogPlace extends LitElement {
  static override styles: CSSResultGroup = [...baseStyles, dialogStyles];
  readonly dialog = new ModalDialog(this);
  readonly menu = new MenuButton(this);
  readonly chosen: string[] = [];
  isChecked = false;
  readonly #language = new LanguageController(this);

  protected override render(): TemplateResult {
    return litHtml`<button id="opener">Open</button>
      ${this.menu.template({
        label: 'More',
        icon: 'more',
        items: [
          { label: 'Apple', onChoose: () => void this.chosen.push('apple') },
          { label: 'Banana', isChecked: this.isChecked, onChoose: () => this.#check() },
          { label: 'Cherry', isDisabled: true, onChoose: () => void this.chosen.push('cherry') },
        ],
      })}
      ${this.dialog.template(this.#language.words)}`;
  }

  #check(): void {
    this.isChecked = !this.isChecked;
    this.requestUpdate();
  }
}
customElements.define('dialog-place', DialogPlace);

async function place(): Promise<DialogPlace> {
  return fixture<DialogPlace>(html`<dialog-place></dialog-place>`);
}

const focused = (host: DialogPlace): Element | null => host.shadowRoot?.activeElement ?? null;

async function opened(host: DialogPlace, more: Partial<DialogContent> = {}): Promise<void> {
  host.shadowRoot?.querySelector<HTMLElement>('#opener')?.focus();
  host.dialog.open(() => ({ heading: 'Heading', body: litHtml`<p>Body</p>`, ...more }));
  await host.updateComplete;
}

const closed = async (host: DialogPlace): Promise<void> => {
  await waitUntil(() => !host.dialog.isOpen);
  await host.updateComplete;
};

describe('a modal dialog', () => {
  it('is named by its heading, takes the focus to it, and makes the rest inert', async () => {
    const host = await place();
    await opened(host);
    const dialog = host.shadowRoot?.querySelector('dialog');
    expect(dialog?.matches(':modal')).to.equal(true);
    expect(focused(host)?.textContent).to.equal('Heading');
    await expect(host).to.be.accessible();
  });

  it('takes the focus to the first field, where there is one', async () => {
    const host = await place();
    await opened(host, { body: litHtml`<input aria-label="Name" />` });
    expect(focused(host)?.localName).to.equal('input');
  });

  it('is closed by Escape, tells once, keeps the key to itself, and gives the focus back', async () => {
    const host = await place();
    let told = 0;
    let heard = 0;
    host.addEventListener('keydown', () => (heard += 1));
    await opened(host, { onClose: () => (told += 1) });
    await sendKeys({ press: 'Escape' });
    await closed(host);
    expect([host.dialog.isOpen, host.shadowRoot?.querySelector('dialog'), told, heard]).to.deep.equal([false, null, 1, 0]);
    expect(focused(host)?.id).to.equal('opener');
  });

  it('is submitted by Enter in a field, stays where that is refused, and closes where it is not', async () => {
    const host = await place();
    let isReady = false;
    let submitted = 0;
    await opened(host, { body: litHtml`<input aria-label="Name" />`, submit: { label: 'Do', onSubmit: () => ((submitted += 1), isReady) } });
    await sendKeys({ press: 'Enter' });
    expect([submitted, host.dialog.isOpen]).to.deep.equal([1, true]);
    isReady = true;
    await sendKeys({ press: 'Enter' });
    await closed(host);
    expect([submitted, host.dialog.isOpen]).to.deep.equal([2, false]);
  });

  it('does nothing where its button is disabled', async () => {
    const host = await place();
    let submitted = 0;
    await opened(host, { submit: { label: 'Do', isDisabled: true, onSubmit: () => void (submitted += 1) } });
    host.shadowRoot?.querySelector<HTMLElement>('dialog .primary')?.click();
    expect([submitted, host.dialog.isOpen]).to.deep.equal([0, true]);
  });

  it('fills a small screen, and scrolls inside', async () => {
    await setViewport({ width: 320, height: 480 });
    const host = await place();
    await opened(host, { body: litHtml`${Array.from({ length: 60 }, (_, index) => litHtml`<p>Line ${index}</p>`)}`, submit: { label: 'Do', onSubmit: () => {} } });
    const dialog = host.shadowRoot?.querySelector('dialog');
    const box = dialog?.getBoundingClientRect();
    expect([box?.width, box?.height]).to.deep.equal([320, 480]);
    const body = host.shadowRoot?.querySelector('.dialog-body');
    expect(body && body.scrollHeight > body.clientHeight).to.equal(true);
    expect(host.shadowRoot?.querySelector('.dialog-footer')?.getBoundingClientRect().bottom).to.equal(480);
    await setViewport({ width: 800, height: 600 });
  });

  it('stays closed when its element is rendered before the event comes that says so', async () => {
    const host = await place();
    let told = 0;
    await opened(host, { onClose: () => (told += 1) });
    host.shadowRoot?.querySelector('dialog')?.close();
    host.requestUpdate();
    await host.updateComplete;
    await closed(host);
    expect([host.shadowRoot?.querySelector('dialog[open]') ?? null, told, focused(host)?.id]).to.deep.equal([null, 1, 'opener']);
    await opened(host);
    host.dialog.close();
    await opened(host, { heading: 'Another' });
    await waitUntil(() => focused(host)?.textContent === 'Another');
    expect(host.dialog.isOpen).to.equal(true);
  });

  it('is gone with its element, and tells', async () => {
    const host = await place();
    let told = 0;
    await opened(host, { onClose: () => (told += 1) });
    host.remove();
    expect([host.dialog.isOpen, told]).to.deep.equal([false, 1]);
  });
});

describe('a menu button', () => {
  const button = (host: DialogPlace): HTMLElement => host.shadowRoot?.querySelector<HTMLElement>('.menu-place > button') as HTMLElement;
  const items = (host: DialogPlace): readonly Element[] => [...(host.shadowRoot?.querySelectorAll('.menu-item') ?? [])];

  it('opens downwards to its first entry, upwards to its last, and is accessible open', async () => {
    for (const [key, index] of [['ArrowDown', 0], ['Enter', 0], ['ArrowUp', 2]] as const) {
      const host = await place();
      button(host).focus();
      await sendKeys({ press: key });
      await host.updateComplete;
      expect(items(host).indexOf(focused(host) as Element)).to.equal(index);
      expect(button(host).getAttribute('aria-expanded')).to.equal('true');
      await expect(host).to.be.accessible();
    }
  });

  it('goes round by arrows, to its ends, and to an entry by its first letter', async () => {
    const host = await place();
    button(host).focus();
    await sendKeys({ press: 'Enter' });
    await host.updateComplete;
    const went: (string | undefined)[] = [];
    for (const key of ['ArrowUp', 'ArrowDown', 'End', 'Home', 'b']) {
      await sendKeys({ press: key });
      went.push(focused(host)?.textContent?.trim());
    }
    expect(went).to.deep.equal(['Cherry', 'Apple', 'Cherry', 'Apple', 'Banana']);
  });

  it('does what is chosen and gives the focus back', async () => {
    const host = await place();
    button(host).focus();
    await sendKeys({ press: 'Enter' });
    await host.updateComplete;
    await sendKeys({ press: 'Enter' });
    await host.updateComplete;
    expect(host.chosen).to.deep.equal(['apple']);
    expect([items(host).length, focused(host)]).to.deep.equal([0, button(host)]);
  });

  it('stays open for what is on or off, and does nothing for what is disabled', async () => {
    const host = await place();
    button(host).focus();
    await sendKeys({ press: 'Enter' });
    await host.updateComplete;
    await sendKeys({ press: 'b' });
    await sendKeys({ press: 'Enter' });
    await host.updateComplete;
    expect([items(host)[1]?.getAttribute('aria-checked'), focused(host)?.textContent?.trim()]).to.deep.equal(['true', 'Banana']);
    (items(host)[2] as HTMLElement).click();
    expect(host.chosen).to.deep.equal([]);
  });

  it('is closed by Escape, and by leaving it', async () => {
    const host = await place();
    button(host).focus();
    await sendKeys({ press: 'Enter' });
    await host.updateComplete;
    await sendKeys({ press: 'Escape' });
    await host.updateComplete;
    expect([items(host).length, focused(host)]).to.deep.equal([0, button(host)]);
    await sendKeys({ press: 'Enter' });
    await host.updateComplete;
    host.shadowRoot?.querySelector<HTMLElement>('#opener')?.focus();
    await host.updateComplete;
    expect(items(host).length).to.equal(0);
  });
});
