/** The customer's page: an unmodified Web Chat, a fresh customer for each window. */
const nonce = document.querySelector('meta[name="style-nonce"]').content;
const response = await fetch('/demo/direct-line-token', { method: 'POST' });
if (!response.ok) throw new Error(`No token for the chat (HTTP ${response.status}). Is the gateway running with its demo?`);
const { token } = await response.json();
const { WebChat } = window;
WebChat.renderWebChat(
  {
    directLine: WebChat.createDirectLine({ token, domain: `${location.origin}/v3/directline`, webSocket: true }),
    locale: 'en-US',
    nonce,
    sendTypingIndicator: true,
    styleOptions: {
      accent: '#1f5fd0',
      bubbleBorderRadius: 14,
      bubbleFromUserBorderRadius: 14,
      bubbleFromUserBackground: '#1f5fd0',
      bubbleFromUserTextColor: '#ffffff',
      bubbleBackground: '#f1f4f8',
      primaryFont: 'system-ui, sans-serif',
    },
  },
  document.querySelector('#chat'),
);
document.documentElement.dataset.ready = 'true';
