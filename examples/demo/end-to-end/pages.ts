import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** The customer's page: an unmodified Web Chat. */
export class CustomerChat {
  constructor(readonly page: Page) {}

  get box(): Locator {
    return this.page.locator('[data-testid="send box text area"], .webchat__send-box-text-box__input').first();
  }

  /** Waits for the bot's welcome, so that the connection is there. */
  async ready(): Promise<void> {
    await this.box.waitFor();
    await this.bubble('I am the help desk’s assistant').waitFor();
  }

  bubble(text: string | RegExp): Locator {
    return this.page.locator('.webchat__bubble').filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
    await this.bubble(text).first().waitFor();
  }

  /** Resolves once `count` bubbles hold the text. */
  async hears(text: string | RegExp, count = 1): Promise<void> {
    await this.bubble(text).nth(count - 1).waitFor();
  }
}

/** An agent's page of the demo's portal. */
export class AgentPage {
  constructor(readonly page: Page) {}

  get table(): Locator {
    return this.page.locator('live-takeover-table');
  }
  get presence(): Locator {
    return this.page.locator('agent-presence');
  }
  get pane(): Locator {
    return this.page.locator('live-takeover-conversation');
  }

  /** The row whose text holds this, such as the customer's last message. */
  row(text: string | RegExp): Locator {
    return this.table.getByRole('row').filter({ hasText: text }).first();
  }

  async upToDate(): Promise<void> {
    await this.table.getByText('Up to date').first().waitFor();
  }

  /** Opens a row by the pointer and waits for its pane. */
  async open(text: string | RegExp): Promise<void> {
    await this.row(text).click();
    await this.pane.getByRole('log').waitFor();
  }

  button(name: string | RegExp): Locator {
    return this.pane.getByRole('button', { name });
  }

  async write(text: string): Promise<void> {
    const composer = this.pane.getByRole('textbox', { name: 'Message to the customer' });
    await composer.fill(text);
    await composer.press('Enter');
    await this.transcript(text).waitFor();
  }

  transcript(text: string | RegExp): Locator {
    return this.pane.getByRole('log').getByText(text).last();
  }

  alert(text: string | RegExp): Locator {
    return this.presence.locator('[part~="alert"]').filter({ hasText: text }).first();
  }
}

/** Waits until `read` answers what is expected. */
export async function until<Value>(read: () => Promise<Value>, expected: Value): Promise<void> {
  await expect.poll(read, { timeout: 60_000 }).toEqual(expected);
}
