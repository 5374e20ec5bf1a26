import { noChange } from 'lit';
import { directive, Directive, type DirectiveResult, type DirectiveParameters, type ElementPart } from 'lit/directive.js';

/** Custom properties by name. */
type Properties = Readonly<Record<string, string>>;

class SetPropertiesDirective extends Directive {
  #shown: Properties = {};

  override render(_properties: Properties): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [properties]: DirectiveParameters<this>): typeof noChange {
    if (properties === this.#shown) return noChange;
    const { style } = element as HTMLElement;
    for (const name of Object.keys(this.#shown)) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    this.#shown = properties;
    return noChange;
  }
}

/**
 * Sets custom properties of an element one by one, which a page's policy on
 * inline styles has nothing to say to, unlike a `style` attribute.
 *
 * @example html`<div ${setProperties({ '--_columns': '1fr 2fr' })}></div>`
 */
export const setProperties: (properties: Properties) => DirectiveResult<typeof SetPropertiesDirective> = directive(SetPropertiesDirective);
