/** What runs right to left, or turns the direction of text. */
const turning = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]/u;
/** What is at home in a text that runs right to left: its letters, numbers and the signs among them. */
const atHome = /^[\u0590-\u05ff\u0600-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\s\d.,:!?()%…]*$/u;
const rightToLeft = /^(?:ar|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)(?:-|$)/iu;

/** Whether a language is written from right to left. */
export function isRightToLeft(language: string): boolean {
  return rightToLeft.test(language);
}

/** A text that keeps its direction to itself where it is filled into a sentence of `language`; as it is where that changes nothing. */
export function isolatedIn(language: string, text: string): string {
  return (isRightToLeft(language) ? !atHome.test(text) : turning.test(text)) ? isolated(text) : text;
}

/**
 * A text that keeps its direction to itself, whatever stands around it. An
 * isolate that it ends without having begun it, or begins without ending it,
 * would end or swallow this one, so the text is made whole.
 */
export function isolated(text: string): string {
  let open = 0;
  const whole = text.replace(/[\u2066-\u2069]/gu, (sign) => {
    if (sign !== '\u2069') open += 1;
    else if (open === 0) return '';
    else open -= 1;
    return sign;
  });
  return `\u2068${whole}${'\u2069'.repeat(open + 1)}`;
}
