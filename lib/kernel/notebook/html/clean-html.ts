import { JSDOM, type DOMWindow } from 'jsdom';
import { escapeMarkup } from '../../../figures/escape-markup.ts';
import { FORMULA_MARK } from './markdown-formulas.ts';

/** What becomes of links, pictures and headings. */
export interface CleaningRules {
  /** Where a link leads on the page; none takes the link away and leaves its text. */
  readonly link: (address: string) => string | undefined;
  /** The picture as a `data:` address; none shows its description instead. */
  readonly picture: (address: string) => string | undefined;
  /** The heading's place on the page; without this, headings are no places. */
  readonly heading?: (text: string, level: number) => { readonly id: string; readonly level: number };
  /** Finished formulas, which take the places of their marks. */
  readonly formulas?: readonly string[];
}

const KEPT = new Set(
  (
    'a abbr b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure ' +
    'h1 h2 h3 h4 h5 h6 hr i ins kbd li mark meter ol p pre progress q s samp section small span strong sub summary ' +
    'sup table tbody td tfoot th thead time tr tt u ul var wbr'
  ).split(' '),
);
/** Elements whose content is no text for a reader. */
const DROPPED = new Set(
  'script style noscript template iframe object embed head title textarea select audio video canvas math'.split(
    ' ',
  ),
);
const VOID = new Set(['br', 'col', 'hr', 'wbr']);
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  '*': ['title', 'lang', 'dir', 'align'],
  col: ['span'],
  colgroup: ['span'],
  details: ['open'],
  li: ['value'],
  meter: ['min', 'max', 'low', 'high', 'optimum', 'value'],
  ol: ['start', 'type', 'reversed'],
  progress: ['max', 'value'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan', 'scope'],
  time: ['datetime'],
};
const STYLES =
  /^(?:color|background|background-color|opacity|font-(?:weight|style|size|family|variant-numeric)|text-(?:align|decoration)|vertical-align|white-space|(?:max-|min-)?(?:width|height)|(?:padding|margin|border)(?:-(?:top|right|bottom|left|color|style|width|radius|collapse|spacing))*|display|gap|flex-wrap|align-items|grid-template-columns|image-rendering|line-height|list-style-type)$/;
/** Anything that a style calls but colours and sizes. */
const CALLS = /(?<!\b(?:rgba?|hsla?|repeat|minmax))\(/i;
/** Elements within elements, and elements altogether, beyond which HTML is no display but an accident or an attack. */
const DEEPEST = 300;
const MOST_TAGS = 100_000;
/** Elements that end by themselves, so that they do not nest. */
const WITHOUT_END = new Set([
  ...VOID,
  ...'dd dt img input li p source tbody td tfoot th thead tr'.split(' '),
]);

/** Whether parsing would take minutes, estimated without parsing. */
function isMonstrous(html: string): boolean {
  let depth = 0;
  let tags = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][\w-]*)/gi)) {
    if (++tags > MOST_TAGS) return true;
    if (WITHOUT_END.has(name.toLowerCase())) continue;
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > 4 * DEEPEST) return true;
  }
  return false;
}

function safeStyle(style: string): string {
  return style
    .split(';')
    .map((declaration) => declaration.trim())
    .filter((declaration) => {
      const [, name = '', value = ''] = /^([\w-]+)\s*:([\s\S]*)$/.exec(declaration) ?? [];
      return STYLES.test(name.toLowerCase()) && /^[\w\s.,#%()'"+/-]*$/.test(value) && !CALLS.test(value);
    })
    .join(';');
}

function attribute(name: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : ` ${name}="${escapeMarkup(value)}"`;
}

function attributes(element: Element, tag: string): string {
  const plain = [...(ATTRIBUTES['*'] ?? []), ...(ATTRIBUTES[tag] ?? [])].map((name) => {
    const value = element.getAttribute(name);
    return value === '' && name === 'open' ? ' open' : attribute(name, value ?? undefined);
  });
  // The only classes that come from here are those of coloured code.
  const classes = [...element.classList].filter((name) => /^(?:hljs|language)[\w-]*$/.test(name)).join(' ');
  return `${plain.join('')}${attribute('class', classes)}${attribute('style', safeStyle(element.getAttribute('style') ?? ''))}`;
}

class Cleaner {
  readonly #rules: CleaningRules;

  constructor(rules: CleaningRules) {
    this.#rules = rules;
  }

  children(parent: ParentNode, depth: number): string {
    if (depth > DEEPEST) return '';
    return [...parent.childNodes].map((node) => this.#node(node, depth + 1)).join('');
  }

  #node(node: ChildNode, depth: number): string {
    if (node.nodeType === node.TEXT_NODE) return escapeMarkup(node.textContent ?? '');
    return node.nodeType === node.ELEMENT_NODE ? this.#element(node as Element, depth) : '';
  }

  #element(element: Element, depth: number): string {
    const tag = element.localName.toLowerCase();
    if (tag === FORMULA_MARK) {
      return this.#rules.formulas?.[Number(element.getAttribute('data-index') ?? NaN)] ?? '';
    }
    if (tag === 'svg') return svgPicture(element);
    if (tag === 'img') return this.#picture(element);
    if (DROPPED.has(tag)) return '';
    const content = this.children(element, depth);
    if (!KEPT.has(tag)) return content;
    if (tag === 'a') return this.#link(element, content);
    const [, level] = /^h([1-6])$/.exec(tag) ?? [];
    if (level !== undefined && this.#rules.heading !== undefined) {
      const place = this.#rules.heading(element.textContent.trim(), Number(level));
      const anchor = `<a class="anchor" href="#${escapeMarkup(place.id)}" aria-label="Link to this heading">#</a>`;
      return `<h${place.level} id="${escapeMarkup(place.id)}">${content}${anchor}</h${place.level}>`;
    }
    const open = `<${tag}${attributes(element, tag)}>`;
    if (VOID.has(tag)) return open;
    const html = `${open}${content}</${tag}>`;
    // A wide table scrolls by itself and can be reached by keyboard.
    return tag === 'table' && element.parentElement?.closest('table') == null
      ? `<div class="wide" tabindex="0" role="region" aria-label="Table">${html}</div>`
      : html;
  }

  #link(element: Element, content: string): string {
    const address = this.#rules.link(element.getAttribute('href') ?? '');
    if (address === undefined) return content;
    return `<a href="${escapeMarkup(address)}" rel="noreferrer"${attribute('title', element.getAttribute('title') ?? undefined)}>${content}</a>`;
  }

  #picture(element: Element): string {
    const address = element.getAttribute('src') ?? '';
    const alt = element.getAttribute('alt') ?? '';
    const data = this.#rules.picture(address);
    const number = (name: string): string | undefined =>
      /^\d+(?:px)?$/.test(element.getAttribute(name) ?? '')
        ? String(parseInt(element.getAttribute(name) ?? '', 10))
        : undefined;
    if (data !== undefined) {
      return `<img src="${escapeMarkup(data)}" alt="${escapeMarkup(alt)}"${attribute('width', number('width'))}${attribute('height', number('height'))}${attribute('style', safeStyle(element.getAttribute('style') ?? ''))}>`;
    }
    return `<span class="missing">[picture${alt === '' ? '' : `: ${escapeMarkup(alt)}`}]</span>`;
  }
}

let shared: DOMWindow | undefined;

/** A window without a page: it parses and writes, and never runs or loads anything. */
function parserWindow(): DOMWindow {
  shared ??= new JSDOM('').window;
  return shared;
}

// As a picture an SVG runs no scripts, loads nothing and reaches no other part of the page.
function svgPicture(element: Element): string {
  element.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const label = element.getAttribute('aria-label') ?? element.querySelector('title')?.textContent ?? '';
  let svg: string;
  try {
    svg = new (parserWindow().XMLSerializer)().serializeToString(element);
  } catch {
    return `<span class="missing">[picture: ${escapeMarkup(label)}]</span>`; // no XML, or nested too deeply
  }
  return `<img src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}" alt="${escapeMarkup(label)}">`;
}

/**
 * Rebuilds HTML from a list of what is known to be harmless: text, tables, lists, pictures inside of the page, and
 * inline styles that cannot leave their place. Scripts, frames, forms, style sheets, ids and event handlers go.
 * Rebuilding was chosen over a sandboxed frame, since a frame has neither the page's fonts, colours and width nor,
 * without scripts, its content's height.
 * @param html - from anywhere
 * @param rules - for links, pictures and headings
 */
export function cleanHtml(html: string, rules: CleaningRules): string {
  if (isMonstrous(html)) return '<p class="missing">[HTML too large or nested too deeply for a page]</p>';
  const { document } = parserWindow();
  // The content of a template is inert: nothing in it can run or load.
  const template = document.createElement('template');
  template.innerHTML = html;
  return new Cleaner(rules).children(template.content, 0);
}
