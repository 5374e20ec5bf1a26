import { iconPaths, type IconName } from './icons.js';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** An icon outside a template, for nodes that are recycled by hand. */
export interface IconNode {
  readonly element: SVGSVGElement;
  /** Draws another icon; costs nothing if it is the same. */
  set(name: IconName): void;
}

/** An empty icon. */
export function createIconNode(): IconNode {
  const element = document.createElementNS(svgNamespace, 'svg');
  const path = document.createElementNS(svgNamespace, 'path');
  element.setAttribute('class', 'icon');
  element.setAttribute('viewBox', '0 0 16 16');
  element.setAttribute('aria-hidden', 'true');
  element.append(path);
  let shown: IconName | undefined;
  return {
    element,
    set(name) {
      if (name === shown) return;
      shown = name;
      element.dataset['icon'] = name;
      path.setAttribute('d', iconPaths[name]);
    },
  };
}
