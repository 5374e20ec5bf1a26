/** The words of the first-run card, in English. */
export const guideWords = {
  'guide.heading': 'How this desk calls you',
  'guide.intro': 'When a customer needs you, you see an alert here and, if you allow it, hear a sound and get a desktop notification.',
  'guide.open': 'How this desk works',
  'guide.test': 'Ring a test alert',
  'guide.done': 'Got it',
  'guide.statuses': 'The five statuses',
  'guide.waiting': 'The customer asks for an agent, or an agent is already talking to them.',
  'guide.action': 'The bot could not answer several times, or failed. It may need your help.',
  'guide.live': 'The customer is talking to the bot, and it goes well.',
  'guide.stalled': 'The customer has been silent for some minutes.',
  'guide.abandoned': 'The customer left the chat, or has been silent for long.',
  'guide.freshness': 'Is it up to date?',
  'guide.freshness-why': 'The table always says so: “Up to date”, “Catching up” or “Not updating since …”. While it is not up to date you are asked before a message is sent.',
  'guide.order': 'Rows stay under your hand',
  'guide.order-why': 'While you point, scroll or type in the table its order waits. “Hold order” keeps it until you press it again.',
} as const;
