import type { Translation } from '../catalogue.js';
import type { guideWords } from '../english/guide.js';

/** The words of the first-run card, in German. */
export const germanGuide: Translation<typeof guideWords> = {
  'guide.heading': 'So ruft dieser Arbeitsplatz Sie',
  'guide.intro':
    'Wenn ein Kunde Sie braucht, sehen Sie hier eine Benachrichtigung; wenn Sie es erlauben, hören Sie einen Ton und erhalten eine Desktop-Benachrichtigung.',
  'guide.open': 'So funktioniert dieser Arbeitsplatz',
  'guide.test': 'Probe-Benachrichtigung auslösen',
  'guide.done': 'Verstanden',
  'guide.statuses': 'Die fünf Status',
  'guide.waiting': 'Der Kunde möchte einen Agenten, oder ein Agent spricht schon mit ihm.',
  'guide.action': 'Der Bot wusste mehrmals keine Antwort oder ist ausgefallen. Vielleicht braucht er Ihre Hilfe.',
  'guide.live': 'Der Kunde spricht mit dem Bot, und es läuft gut.',
  'guide.stalled': 'Der Kunde schreibt seit einigen Minuten nichts.',
  'guide.abandoned': 'Der Kunde hat den Chat verlassen oder schreibt seit Langem nichts.',
  'guide.freshness': 'Ist alles aktuell?',
  'guide.freshness-why':
    'Die Tabelle sagt es immer: „Aktuell“, „Wird aktualisiert“ oder „Nicht aktualisiert seit …“. Solange sie nicht aktuell ist, werden Sie gefragt, bevor eine Nachricht gesendet wird.',
  'guide.order': 'Zeilen bleiben unter Ihrer Hand',
  'guide.order-why': 'Solange Sie in der Tabelle zeigen, scrollen oder tippen, wartet ihre Reihenfolge. „Reihenfolge halten“ hält sie, bis Sie noch einmal drücken.',
};
