import { expect } from '@open-wc/testing';
import { browserPage } from './browser-page.js';

describe('the page tells that a socket may be dead', () => {
  let wakes = 0;
  let end = (): void => {};

  beforeEach(() => {
    wakes = 0;
    end = browserPage.onWake(() => (wakes += 1));
  });
  afterEach(() => end());

  it('when the network comes back', () => {
    window.dispatchEvent(new Event('online'));
    expect(wakes).to.equal(1);
  });

  it('when it is taken from the back/forward cache, and not when it is shown for the first time', () => {
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    expect(wakes).to.equal(0);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(wakes).to.equal(1);
  });

  it('when it is looked at again, and not when it is hidden', () => {
    let visibility: DocumentVisibilityState = 'hidden';
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
    document.dispatchEvent(new Event('visibilitychange'));
    expect(wakes).to.equal(0);
    visibility = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(wakes).to.equal(1);
    Reflect.deleteProperty(document, 'visibilityState');
  });

  it('until nobody wants to know', () => {
    end();
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(wakes).to.equal(0);
  });
});

it('the page tells that it is left, until nobody wants to know', () => {
  let goodbyes = 0;
  const end = browserPage.onGoodbye?.(() => (goodbyes += 1));
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  end?.();
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  expect(goodbyes).to.equal(1);
});
