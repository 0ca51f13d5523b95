import { writeAtomically } from '../core/write-atomically.ts';
import { attentionGrid } from '../figures/attention-grid.ts';
import { renderPng } from '../figures/render-png.ts';
import type { CellPortrait } from '../training/cell-portrait.ts';
import { sixPanelOf } from './report-pictures.ts';

/**
 * Writes the pictures of one cell as PNG: the six-panel figure, and all of its attention maps.
 * @param portrait - of the cell
 * @param stem - path that the files' names begin with
 * @returns paths of the files
 * @throws {DataError} if they cannot be written
 */
export async function writePortrait(portrait: CellPortrait, stem: string): Promise<string[]> {
  const pictures = {
    attention: attentionGrid({ image: portrait.image, attention: portrait.attention, name: portrait.id }),
    'six-panel': sixPanelOf(portrait),
  };
  const written: string[] = [];
  for (const [name, picture] of Object.entries(pictures)) {
    if (picture === undefined) continue;
    const path = `${stem}-${name}.png`;
    await writeAtomically(path, [await renderPng(picture)]);
    written.push(path);
  }
  return written;
}
