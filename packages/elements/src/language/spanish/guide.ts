import type { Translation } from '../catalogue.js';
import type { guideWords } from '../english/guide.js';

/** The words of the first-run card, in Spanish. */
export const spanishGuide: Translation<typeof guideWords> = {
  'guide.heading': 'Cómo le avisa este puesto',
  'guide.intro': 'Cuando un cliente le necesita, ve aquí una alerta y, si lo permite, oye un sonido y recibe una notificación en el escritorio.',
  'guide.open': 'Cómo funciona este puesto',
  'guide.test': 'Lanzar una alerta de prueba',
  'guide.done': 'Entendido',
  'guide.statuses': 'Los cinco estados',
  'guide.waiting': 'El cliente pide un agente, o un agente ya está hablando con él.',
  'guide.action': 'El bot no supo responder varias veces, o falló. Puede que necesite su ayuda.',
  'guide.live': 'El cliente está hablando con el bot, y todo va bien.',
  'guide.stalled': 'El cliente lleva unos minutos en silencio.',
  'guide.abandoned': 'El cliente abandonó el chat, o lleva mucho tiempo en silencio.',
  'guide.freshness': '¿Está al día?',
  'guide.freshness-why':
    'La tabla lo dice siempre: «Al día», «Poniéndose al día» o «Sin actualizaciones desde…». Mientras no esté al día, se le pregunta antes de enviar un mensaje.',
  'guide.order': 'Las filas se quedan bajo su mano',
  'guide.order-why': 'Mientras señala, se desplaza o escribe en la tabla, su orden espera. «Fijar el orden» lo mantiene hasta que pulse de nuevo.',
};
