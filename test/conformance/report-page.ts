/**
 * What the report's suite asks inside the browser, as source texts (a bundler's helpers do not exist in the page), and the
 * arithmetic of addresses beside it.
 */

/** An address with the top bit of `va` but outside of its `vaBits`-bit region: what the hardware does not translate. */
export function entryOutside(va: string, vaBits: number): string {
  return `0x${(BigInt(va) ^ (1n << BigInt(vaBits))).toString(16)}`;
}

/** Elements that have text of their own and are shown, as [element, text]. */
const TEXTS = `(() => {
  const found = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('').trim();
    if (text === '' || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    found.push([element, text]);
  }
  return found;
})()`;

/** Colours as the browser computes them, laid over what is behind; WCAG 2's relative luminance. */
const COLOURS = `
  const parts = (colour) => {
    const numbers = colour.match(/[\\d.]+/g);
    if (!colour.startsWith('rgb') || numbers === null) throw new Error('colour ' + colour);
    const [r, g, b, a = 1] = numbers.map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], behind) => [r, g, b].map((value, n) => value * a + behind[n] * (1 - a));
  const behind = (element) => {
    const above = [];
    for (let at = element; at !== null; at = at.parentElement) above.push(parts(getComputedStyle(at).backgroundColor));
    const canvas = getComputedStyle(document.documentElement).colorScheme === 'light' || !matchMedia('(prefers-color-scheme: dark)').matches ? 255 : 18;
    return above.reverse().reduce((under, colour) => over(colour, under), [canvas, canvas, canvas]);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => value / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };`;

export const SCRIPTS = {
  /** Ids of panels with nothing in them. */
  emptyPanels: `[...document.querySelectorAll('section')].filter((section) => section.querySelector('.body').textContent.trim() === '').map(({ id }) => id)`,

  /** Every address that an element points to, and every one that the browser loaded anything from. */
  urls: `[
    ...[...document.querySelectorAll('[src], [href], [srcset], [data-src]')].map((e) => e.getAttribute('src') ?? e.getAttribute('href') ?? e.getAttribute('srcset') ?? ''),
    ...[...document.querySelectorAll('style, [style]')].flatMap((e) => [...((e.getAttribute('style') ?? '') + e.textContent).matchAll(/url\\(([^)]*)\\)|@import\\s+(\\S+)/g)].map((m) => m[1] ?? m[2])),
    ...performance.getEntriesByType('resource').map(({ name }) => name),
  ]`,

  /** Texts that a reader sees; links and fields for navigation are no content. */
  shownTexts: `${TEXTS}.filter(([element]) => element.closest('nav') === null).map(([, text]) => text)`,

  /** What stands beyond the edge of the paper or of a box that cannot be scrolled there. */
  cut: `${TEXTS}.filter(([element]) => element.closest('nav, svg') === null).filter(([element]) => {
    const { left, right, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0 || left < -1 || right > document.documentElement.clientWidth + 1) return true;
    for (let box = element.parentElement; box !== null; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== 'visible' && right > box.getBoundingClientRect().right + 1) return true;
    }
    return false;
  }).map(([, text]) => text.slice(0, 60))`,

  /** Verdicts and addresses that are broken over two lines. */
  broken: `${TEXTS}.filter(([, text]) => /^(?:0x[0-9a-f]+|[A-Z]+)$/.test(text)).filter(([element]) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  }).map(([, text]) => text)`,

  /** Elements whose meaning is their background, which printers leave out unless told. */
  uncoloured: `[...document.querySelectorAll('.bar i, .key')].filter((e) => getComputedStyle(e).printColorAdjust !== 'exact').map((e) => e.getAttribute('title') ?? e.className)`,

  /** The page's background, and the texts that stand out from theirs by less than `least`. */
  contrast: (least: number): string => `(() => {${COLOURS}
    const poor = ${TEXTS}.flatMap(([element, text]) => {
      const style = getComputedStyle(element);
      const background = behind(element);
      const colour = element.namespaceURI.endsWith('svg') ? style.fill : style.color;
      const found = ratio(over(parts(colour), background), background);
      return found < ${least} ? [found.toFixed(2) + ' ' + element.tagName + ' ' + text.slice(0, 40)] : [];
    });
    for (const field of document.querySelectorAll('input')) {
      const background = behind(field);
      const found = ratio(over(parts(getComputedStyle(field, '::placeholder').color), background), background);
      if (field.checkVisibility() && found < ${least}) poor.push(found.toFixed(2) + ' placeholder');
    }
    return { background: getComputedStyle(document.body).backgroundColor, poor: [...new Set(poor)] };
  })()`,
} as const;
