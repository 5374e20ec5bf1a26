/** The ready themes, worn as a page wears them: by a style sheet of its own. */

/** Loads a theme. @returns takes it off */
export async function wearTheme(name: string): Promise<() => void> {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = new URL(`../../themes/${name}.css`, import.meta.url).href;
  const loaded = new Promise((resolve, reject) => {
    sheet.addEventListener('load', resolve);
    sheet.addEventListener('error', reject);
  });
  document.head.append(sheet);
  await loaded;
  return () => sheet.remove();
}
