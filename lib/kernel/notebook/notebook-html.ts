import { ParameterError } from '../../core/errors/parameter-error.ts';
import { escapeMarkup, scriptJson } from '../../figures/escape-markup.ts';
import { offlinePage, scriptBody } from '../../figures/page/offline-page.ts';
import { plotlySource } from '../../figures/static/plotly-source.ts';
import { DARK_THEME, LIGHT_THEME, themeMapping } from '../../figures/theme.ts';
import { cellNames } from './cell-names.ts';
import { cellHtml } from './html/cell-html.ts';
import { PageLinks, type PageHeading } from './html/page-links.ts';
import { NOTEBOOK_SCRIPT } from './html/page-script.ts';
import { NOTEBOOK_STYLE } from './html/page-style.ts';
import { notebookLanguage, type Notebook } from './notebook-types.ts';

/** A notebook and its file. */
export interface NamedNotebook {
  /** Path of the file; its last part is shown, and other notebooks link to it. */
  readonly path: string;
  readonly notebook: Notebook;
}

/** What stands around the notebooks of a page, as plain text. */
export interface NotebookPageOptions {
  /** Default: the first heading of the first level, else the file's name. */
  readonly title?: string;
  /** A sentence at the foot of the page. */
  readonly note?: string;
}

interface Chapter {
  readonly id: string;
  readonly path: string;
  /** Whether the notebook has a heading that is its title. */
  readonly titled: boolean;
  readonly title: string;
  readonly headings: readonly PageHeading[];
  readonly html: string;
}

const fileName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

function chapterOf({ path, notebook }: NamedNotebook, id: string, links: PageLinks, shift: number): Chapter {
  const headings: PageHeading[] = [];
  const language = notebookLanguage(notebook);
  const link = (address: string): string | undefined => links.target(address, id);
  const heading = (text: string, level: number): { id: string; level: number } => {
    const place = { id: links.heading(id, text), text, level };
    headings.push(place);
    return { id: place.id, level: Math.min(6, level + shift) };
  };
  const names = cellNames(notebook.cells);
  const cells = notebook.cells.map((cell, i) =>
    cellHtml(cell, { name: names[i] ?? '', language, link, heading }),
  );
  const title = headings.find(({ level }) => level === 1);
  return {
    id,
    path,
    titled: title !== undefined,
    title: title?.text ?? fileName(path),
    headings: headings.filter(({ level }) => level === 2),
    html: cells.filter((html) => html !== '').join('\n'),
  };
}

function linkItem(id: string, text: string, inner: string): string {
  return `<li><a href="#${escapeMarkup(id)}">${escapeMarkup(text)}</a>${inner}</li>`;
}

const list = (items: readonly string[]): string => (items.length === 0 ? '' : `<ol>${items.join('')}</ol>`);

function contentsHtml(chapters: readonly Chapter[]): string {
  const sections = ({ headings }: Chapter): string =>
    list(headings.map(({ id, text }) => linkItem(id, text, '')));
  const [only] = chapters;
  if (only !== undefined && chapters.length === 1) {
    return only.headings.length < 2 ? '' : nav(sections(only));
  }
  return nav(list(chapters.map((chapter) => linkItem(chapter.id, chapter.title, sections(chapter)))));
}

const nav = (items: string): string =>
  `<nav class="contents" aria-label="Contents"><h2>Contents</h2>${items}</nav>`;

function chapterHtml({ id, path, titled, title, html }: Chapter, level: number): string {
  const name = titled ? '' : `<h${level}>${escapeMarkup(title)}</h${level}>`;
  return (
    `<article class="notebook" id="${escapeMarkup(id)}" aria-label="${escapeMarkup(title)}">` +
    `<p class="file">${escapeMarkup(fileName(path))}</p>${name}\n${html}\n</article>`
  );
}

interface Page {
  readonly title: string;
  readonly header: string;
  readonly chapters: readonly Chapter[];
  readonly level: number;
  readonly note: string | undefined;
}

function documentOf({ title, header, chapters, level, note }: Page): string {
  const contents = contentsHtml(chapters);
  const live = chapters.some(({ html }) => html.includes('<figure class="plot"'));
  const scripts = [
    ...(live ? [scriptBody(plotlySource())] : []),
    ...(live || contents !== '' ? [NOTEBOOK_SCRIPT] : []),
  ];
  const theme = scriptJson({ mapping: themeMapping(LIGHT_THEME, DARK_THEME) });
  const body = `<a class="skip" href="#page-content">Skip to the content</a>
<div class="page${contents === '' ? '' : ' with-contents'}${level > 1 ? ' workbook' : ''}">
${header}
${contents}
<main id="page-content">
${chapters.map((chapter) => chapterHtml(chapter, level)).join('\n')}
</main>
${note === undefined ? '' : `<footer>${escapeMarkup(note)}</footer>`}
</div>
${scripts.length === 0 ? '' : `<script type="application/json" id="page-theme">${theme}</script>`}`;
  const withoutScripts = '.plot{min-height:0}.live{display:none}';
  return offlinePage({ title, style: NOTEBOOK_STYLE, withoutScripts, body, scripts });
}

/**
 * An executed notebook as one HTML page that holds everything it shows: plotly.js once, figures live, formulas as
 * MathML, pictures inside. It opens from a disk without a network, in light and dark, on phones and paper; a
 * Content-Security-Policy lets only its own scripts run and nothing be loaded. What cells displayed as HTML is rebuilt
 * from harmless elements, see `cleanHtml`.
 * @param notebook - with the path of its file
 * @param options - what stands around it
 * @returns the whole document
 */
export function notebookPage(notebook: NamedNotebook, options: NotebookPageOptions = {}): string {
  const links = new PageLinks();
  const chapter = chapterOf(notebook, links.notebook(notebook.path), links, 0);
  const title = options.title ?? chapter.title;
  return documentOf({ title, header: '', chapters: [chapter], level: 1, note: options.note });
}

/**
 * Several executed notebooks as one page like {@link notebookPage}'s, with contents; links from one notebook to another
 * lead within the page.
 * @param notebooks - in the order of reading
 * @param options - the title is "Workbook" where none is given
 * @returns the whole document
 * @throws {ParameterError} if there is no notebook
 */
export function workbookPage(notebooks: readonly NamedNotebook[], options: NotebookPageOptions = {}): string {
  if (notebooks.length === 0) {
    throw new ParameterError('notebooks', 'workbookPage: notebooks must hold one notebook or more, got none');
  }
  const { title = 'Workbook', note } = options;
  const links = new PageLinks();
  // Every notebook has its place before the first link to one is read.
  const ids = notebooks.map(({ path }) => links.notebook(path));
  const chapters = notebooks.map((notebook, i) => chapterOf(notebook, ids[i] ?? '', links, 1));
  const header = `<header><h1>${escapeMarkup(title)}</h1></header>`;
  return documentOf({ title, header, chapters, level: 2, note });
}
