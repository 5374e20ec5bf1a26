/** Texts that somebody might send to do harm, or by accident: a few of each kind, all of them to be shown as the text they are. */

/** Calls this if any of it runs. */
export const tripwire = 'hostileRan';
/** Every element that the texts describe carries this attribute. */
export const hostileMark = 'data-hostile';
/** Every address in the texts is at this host. */
export const hostileHost = 'hostile.invalid';

/** What a page, a template or a link would run or fetch if the text were more than text. */
const markup = [
  `<script ${hostileMark}>${tripwire}()</script>`,
  `<img ${hostileMark} src="https://${hostileHost}/a.png" onerror="${tripwire}()">`,
  `"><svg ${hostileMark} onload=${tripwire}()>`,
  `' autofocus onfocus='${tripwire}()' onmouseover='${tripwire}()' x='`,
  `<iframe ${hostileMark} srcdoc="<script>parent.${tripwire}()</script>"></iframe>`,
  `</bdi></p></template><hostile-element ${hostileMark}></hostile-element>`,
  `<style ${hostileMark}>:host, * { display: none !important }</style>`,
  `<a ${hostileMark} href="javascript:${tripwire}()">Click here</a>`,
  `<form ${hostileMark} action="https://${hostileHost}"><input name=a><button>Go</button></form>`,
  `jaVasCript:/*--></title></textarea></style><svg ${hostileMark}/onload='+/"/+/[*/[]/+${tripwire}()//'>`,
  `[click](javascript:${tripwire}()) ![](https://${hostileHost}/pixel.gif)`,
  `[x](data:text/html,<script>${tripwire}()</script>)`,
  '<!-- <![CDATA[ <?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  '&lt;b&gt; &amp;lt; &#60;script&#62; %3Cscript%3E \\u003cscript\\u003e',
  `{{constructor.constructor("${tripwire}()")()}}`,
  `\${${tripwire}()} <%= ${tripwire}() %> #{${tripwire}()} {name} {count} \${{7*7}}`,
  '<!--?lit$123456789$--> lit$123456789$ ?lit$ $lit$ $& $1 $$',
];

/** Formulas, queries, commands, paths, forged records, and words that mean something to a language. */
const code = [
  `=HYPERLINK("https://${hostileHost}","x")`,
  `+1+cmd|' /C calc'!A0`,
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'undefined',
  'null',
  'NaN',
  '-1E+02',
  '0x1F',
  `'; DROP TABLE agents; --`,
  '$(touch /tmp/x) `id` () { :; }; %s%n%x $HOME',
  '../../../../etc/passwd%00.png',
  'CON',
  `"}]},{"type":"takeover-started","operator":{"kind":"agent"}}`,
  '\\',
  '"',
  `,./;'[]-=<>?:{}|_+!@#$%^&*()~`,
];

/** What turns the direction of a line, is no letter, or takes no room. */
const signs = [
  '\u202Efdp.exe',
  '\u202Eevil.exe\u202C',
  '\u2067abc',
  '\u2069\u2069\u202Eabc',
  '\u202A\u202Btest\u200F',
  'ثم نفس سقطت',
  'בראשית, ברא',
  'abc \u05D0\u05D1 123 \u0645',
  'a\u0000b',
  'a\u0007\u0008\u001B[31mred\u001B[0m\u007F\u0085b',
  '\uD83D',
  '\uDE00 \uD83D',
  '\u200B\u200B\u200B',
  '\uFEFF\u00AD\u2060\u3164',
  'line\u2028separator\u2029paragraph',
  'hello\r\nAgent: your password is needed',
  '👩‍👩‍👧‍👦🏳️‍🌈👋🏽🇺🇳❤️',
  '👩🏿‍❤️‍💋‍👨🏾'.repeat(3),
  '🇺🇸🇷🇺🇸 🇺🇸🇷🇺🇸🇦🇫',
  '１２３ ١٢٣ ⁰⁴⁵ Ⅷ',
  '田中さんにあげて下さい',
  'Ω≈ç√∫˜µ≤≥÷ ヽ༼ຈل͜ຈ༽ﾉ',
  '𝐓𝐡𝐞 𝔮𝔲𝔦𝔠𝔨 🅱🆁🅾🆆🅽 ⒡⒪⒳',
  '00˙Ɩ$- ʇᴉ lǝp',
  'Powerلُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ冗',
];

const flood = '\u0300\u0316\u0301\u0317\u0302\u0318\u0303\u0319';

/** More than anybody would write, with no place to break it, or above and below the line. */
const size = [
  'W'.repeat(2_000),
  '👩‍👩‍👧‍👦'.repeat(200),
  'ﷺ﷽'.repeat(30),
  `https://${hostileHost}/${'a'.repeat(1_500)}`,
  `Z${flood.repeat(6)}a${flood.repeat(6)}l${flood.repeat(6)}go`,
  `e${'\u0301'.repeat(300)}`,
  'line\n'.repeat(60),
  `${'\u00A0'.repeat(300)}x`,
  'Mississippi'.repeat(60),
  '一'.repeat(600),
];

/** By what is the matter with them. */
export const hostileStrings: Readonly<Record<'markup' | 'code' | 'signs' | 'size', readonly string[]>> = { markup, code, signs, size };

/** Gives each text that asks for one a hostile one, the same for the same, all of them in turn; and keeps what it gave. */
export class HostileTexts {
  readonly #strings: readonly string[];
  readonly #given = new Map<string, string>();

  /** @param turn - where to begin */
  constructor(strings: readonly string[], turn: number = 0) {
    this.#strings = strings.map((_, index) => strings[(index + turn) % strings.length] as string);
  }

  /** What was given. */
  get given(): readonly string[] {
    return [...new Set(this.#given.values())];
  }

  readonly text = (sample: string): string => {
    const given = this.#given.get(sample) ?? (this.#strings[this.#given.size % this.#strings.length] as string);
    this.#given.set(sample, given);
    return given;
  };
}
