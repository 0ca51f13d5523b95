import { randomUUID } from 'node:crypto';
import { JUPYTER_DISPLAY, type DisplayBundle } from './display-bundle.ts';
import { displayBundle } from './display-value.ts';
import { SHOW_VALUE } from './notebook-show.ts';
import * as rich from './rich-text.ts';

/** Loading Plotly for the first picture takes seconds, on a loaded machine many; in milliseconds. */
const PATIENCE = 60_000;

/** Where a bundle goes: a new output, one with a name, or in the place of the one of that name. */
export interface PublishOptions {
  /** Name of the output, so that later bundles can take its place. */
  readonly displayId?: string;
  /** Whether the bundle takes the place of the output of this name. */
  readonly update?: boolean;
}

/** Sends a bundle to the front end. */
export type PublishDisplay = (bundle: DisplayBundle, options: PublishOptions) => void;

/** Shows content of one MIME type at once; the methods of the npm package `tslab`. */
export interface Display {
  readonly javascript: (text: string) => void;
  readonly html: (text: string) => void;
  readonly markdown: (text: string) => void;
  readonly latex: (text: string) => void;
  readonly svg: (text: string) => void;
  readonly png: (bytes: Uint8Array) => void;
  readonly jpeg: (bytes: Uint8Array) => void;
  readonly gif: (bytes: Uint8Array) => void;
  readonly pdf: (bytes: Uint8Array) => void;
  readonly text: (text: string) => void;
  /** Any MIME type; bytes are sent as base64. */
  readonly raw: (contentType: string, content: string | Uint8Array) => void;
  /** Any value, as this kernel shows it; the package `tslab` has no such method. */
  readonly [SHOW_VALUE]: (value: unknown) => Promise<void>;
}

/** What notebooks import from `tslab`. */
export interface TslabApi {
  /** Each call is an output of its own. */
  readonly display: Display;
  /** A display whose calls after the first take the place of what it showed before. */
  readonly newDisplay: () => Display;
}

/**
 * The API of the npm package `tslab` (1.0.22) that its notebooks use, on this kernel.
 * @param publish - sends one bundle
 */
export function createTslabApi(publish: PublishDisplay): TslabApi {
  const displayWith = (send: (bundle: DisplayBundle) => void): Display => {
    const show =
      <T extends unknown[]>(make: (...content: T) => rich.RichText) =>
      (...content: T): void => {
        send(make(...content)[JUPYTER_DISPLAY]());
      };
    return {
      javascript: show(rich.javascript),
      html: show(rich.html),
      markdown: show(rich.markdown),
      latex: show(rich.latex),
      svg: show(rich.svg),
      png: show(rich.png),
      jpeg: show(rich.jpeg),
      gif: show(rich.gif),
      pdf: show(rich.pdf),
      text: show(rich.text),
      raw: show(rich.raw),
      [SHOW_VALUE]: async (value) => {
        send(await displayBundle(value, { timeout: PATIENCE }));
      },
    };
  };
  return {
    display: displayWith((bundle) => {
      publish(bundle, {});
    }),
    newDisplay: () => {
      const displayId = randomUUID();
      let update = false;
      return displayWith((bundle) => {
        const options = { displayId, update };
        update = true;
        publish(bundle, options);
      });
    },
  };
}
