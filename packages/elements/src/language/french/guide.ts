import type { Translation } from '../catalogue.js';
import type { guideWords } from '../english/guide.js';

/** The words of the first-run card, in French. */
export const frenchGuide: Translation<typeof guideWords> = {
  'guide.heading': 'Comment ce poste vous appelle',
  'guide.intro': 'Quand un client a besoin de vous, une alerte s’affiche ici et, si vous l’autorisez, vous entendez un son et recevez une notification sur le bureau.',
  'guide.open': 'Comment fonctionne ce poste',
  'guide.test': 'Déclencher une alerte d’essai',
  'guide.done': 'J’ai compris',
  'guide.statuses': 'Les cinq statuts',
  'guide.waiting': 'Le client demande un agent, ou un agent lui parle déjà.',
  'guide.action': 'Le bot est resté plusieurs fois sans réponse, ou a échoué. Il a peut-être besoin de votre aide.',
  'guide.live': 'Le client parle au bot, et tout se passe bien.',
  'guide.stalled': 'Le client est silencieux depuis quelques minutes.',
  'guide.abandoned': 'Le client a quitté le chat, ou est silencieux depuis longtemps.',
  'guide.freshness': 'Est-ce à jour ?',
  'guide.freshness-why':
    'Le tableau l’indique toujours : « À jour », « Mise à jour en cours » ou « Plus de mise à jour depuis… ». Tant qu’il n’est pas à jour, une confirmation vous est demandée avant chaque envoi.',
  'guide.order': 'Les lignes restent sous votre main',
  'guide.order-why': 'Tant que vous pointez, faites défiler ou tapez dans le tableau, l’ordre attend. « Figer l’ordre » le garde jusqu’à ce que vous appuyiez de nouveau.',
};
