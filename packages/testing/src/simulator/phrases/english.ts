import type { Phrasebook } from './phrasebook.js';

const letter = [
  'Let me start at the beginning, because I have explained this twice already and each time the chat ended before anyone read it.',
  'On the 4th I ordered the fibre upgrade, the technician came on the 9th, and he said that the socket in the hallway was fine but the cable from the street was not.',
  'He left a card with a reference on it (TF-2209-77-0031), told me that a second team would dig within five working days, and that nothing would be charged until the line was up.',
  'Nobody dug. On the 16th the old line was switched off anyway, so since then I have worked from a café, and on the 20th the first invoice came: 49.90 for the upgrade plus 12.00 for a "missed appointment", although I was at home the whole day and nobody rang.',
  'I would like three things: a date for the cable, the old line back until then, and the two charges taken off.',
  'The invoice is at https://portal.example/invoices/2026/03/TF-2209-77-0031-a-rather-long-address-that-does-not-break-anywhere?download=original&language=en .',
  'If it cannot be done in this chat, please have a person call me. Thank you.',
].join('\n\n');

/** English, with one letter of a length that real customers write. */
export const english: Phrasebook = {
  language: 'en',
  exchanges: [
    ['What is my balance?', 'Your current account stands at 1,204.18. Shall I list the last five payments?'],
    ['my card was swallowed by the machine', 'I have blocked that card. A new one takes three working days; your PIN stays the same.'],
    ['How do I raise my transfer limit', 'Open Settings › Limits in the app. Up to 5,000 a day works at once, more after a call-back.'],
    ['When does the branch on Mill Street open?', 'Mill Street opens at 9:00 on weekdays and at 10:00 on Saturday.'],
    ['there is a payment i dont recognise, 34.99 to "MRKT*PLC"', 'I have marked 34.99 as disputed. You will not be charged while we look into it.'],
    ['Can I pause my contract while I am abroad?', 'Yes: for up to six months, for 2 a month. Tell me the first and the last day.'],
    ['No internet since this morning 😩', 'I see an outage in your street. It should be mended by 14:30; I will write when it is.'],
    ['how much data have I left', 'You have used 7.4 of 20 GB. It starts afresh on the 1st.'],
    ['I want to change my address', 'Please type the new address on one line, and I will read it back to you.'],
    ['What does roaming cost in Norway?', 'Nothing extra: Norway counts as home for calls, texts and data.'],
    ['Is my new SIM already active?', 'Not yet. Put it in the phone and restart it; activation takes up to an hour.'],
    ['ok', 'Good. Anything else?'],
    [letter, 'Thank you for the details. I have opened a fault report for TF-2209-77-0031.'],
  ],
  outOfScope: [
    'does the branch let dogs in? mine is very small',
    'My late husband’s account still gets post from you. What must I bring?',
    'Could you explain why the app asks for my blood group??',
    'the man at the counter said “form 14 b” but there is no form 14 b',
    'Can you settle a bet: were you founded before or after the bridge?',
    'I need it the other way round',
  ],
  defaultAnswer: 'Sorry, I did not understand that. Could you say it in other words?',
  asksForAgent: ['Can I talk to a human please', 'AGENT!!', 'This is not helping, is there anybody there?'],
  agentLines: [
    'Hello, this is a person. I have read what you wrote and am looking into it now.',
    'I can see the order. One moment, I am asking the technicians.',
    'I have taken both charges off; you will see it on tomorrow’s statement.',
    'Is there anything else I can do for you today?',
  ],
  replies: ['Thank you so much', 'Yes please, that would help', 'ok waiting', 'Could you also check the invoice from February?'],
};
