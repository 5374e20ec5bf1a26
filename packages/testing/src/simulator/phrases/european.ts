import type { Phrasebook } from './phrasebook.js';

/** German: long words. */
export const german: Phrasebook = {
  language: 'de',
  exchanges: [
    ['Wie hoch ist mein Kontostand?', 'Ihr Girokonto steht bei 1.204,18 €. Soll ich die letzten Umsätze zeigen?'],
    [
      'Wo finde ich die Jahressteuerbescheinigung und die Freistellungsauftragsbestätigung?',
      'Beides liegt im Postfach der App unter „Dokumente“ für das vergangene Jahr.',
    ],
    ['Meine Karte wurde gestohlen!', 'Ich habe die Karte gesperrt. Die Ersatzkarte ist in drei Werktagen bei Ihnen.'],
    ['Wann kommt der Techniker?', 'Ihr Termin ist am Donnerstag zwischen 8 und 12 Uhr.'],
  ],
  outOfScope: ['Darf mein Wellensittich mit in die Filiale?', 'Und was ist mit dem zweiten Vertrag von meiner Schwägerin?'],
  defaultAnswer: 'Das habe ich leider nicht verstanden. Können Sie es anders sagen?',
  asksForAgent: ['Ich möchte mit einem Menschen sprechen.', 'Mitarbeiter bitte'],
  agentLines: ['Guten Tag, ich habe den Verlauf gelesen und kümmere mich darum.', 'Der Auftrag ist jetzt richtig eingetragen.'],
  replies: ['Vielen Dank!', 'Ja, bitte.', 'Wie lange dauert das?'],
};

/** Spanish. */
export const spanish: Phrasebook = {
  language: 'es',
  exchanges: [
    ['¿Cuál es mi saldo?', 'Su cuenta corriente tiene 1.204,18 €. ¿Quiere ver los últimos movimientos?'],
    ['se me ha bloqueado el pin', 'Puede desbloquearlo con el código que acabo de enviarle por SMS.'],
    ['¿Cuántos gigas me quedan?', 'Ha usado 7,4 de 20 GB. El día 1 empieza de nuevo.'],
    ['Quiero cambiar de tarifa', 'Estas son las tarifas disponibles: S, M y L. ¿Cuál prefiere?'],
  ],
  outOfScope: ['¿Y si la factura está a nombre del vecino de mi abuela?', 'no, lo otro'],
  defaultAnswer: 'Perdone, no le he entendido. ¿Puede decirlo de otra manera?',
  asksForAgent: ['Quiero hablar con una persona, por favor', 'Un agente!!'],
  agentLines: ['Hola, soy una persona. Ya estoy mirando su caso.', 'Le he devuelto el importe; lo verá mañana.'],
  replies: ['Muchas gracias', 'Sí, perfecto', 'Vale, espero'],
};

/** French. */
export const french: Phrasebook = {
  language: 'fr',
  exchanges: [
    ['Où en est mon virement ?', 'Votre virement de 250,00 € est parti ce matin ; il arrivera demain.'],
    ['Je n’ai plus de réseau depuis hier', 'Une panne est signalée près de chez vous. Retour prévu à 18 h.'],
    ['Comment résilier mon option ?', 'Je peux la résilier à la fin du mois. Voulez-vous confirmer ?'],
  ],
  outOfScope: ['Est-ce que votre directeur aime le fromage ?', 'Oui mais pas celle-là, l’autre, celle d’avant'],
  defaultAnswer: 'Désolé, je n’ai pas compris. Pouvez-vous le dire autrement ?',
  asksForAgent: ['Je voudrais parler à quelqu’un', 'Un conseiller svp'],
  agentLines: ['Bonjour, je prends votre demande en charge.', 'C’est fait, vous recevrez une confirmation par courriel.'],
  replies: ['Merci beaucoup !', 'D’accord, j’attends'],
};
