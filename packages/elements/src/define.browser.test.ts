import { expect } from '@open-wc/testing';

describe('define', () => {
  it('registers every element under its name, and leaves a name that is taken to whoever has it', async () => {
    class Theirs extends HTMLElement {}
    customElements.define('agent-presence', Theirs);
    const elements = await import('./index.js');
    expect(customElements.get('live-takeover-table')).to.equal(undefined);
    await import('./define.js');
    expect(customElements.get('agent-presence')).to.equal(Theirs);
    expect(customElements.get('live-takeover-table')).to.equal(elements.LiveTakeoverTable);
    expect(customElements.get('live-takeover-conversation')).to.equal(elements.LiveTakeoverConversation);
    expect(customElements.get('live-takeover-settings')).to.equal(elements.LiveTakeoverSettings);
    expect(customElements.get('live-takeover-provider')).to.equal(elements.LiveTakeoverProvider);
  });
});
