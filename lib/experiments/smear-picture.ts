import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WtDfn } from '../nn/wt-dfn.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { portrayFiles } from '../training/portray-files.ts';
import { sixPanelOf, type NamedPicture } from './report-pictures.ts';

/**
 * The six-panel figure of an unsegmented smear tile, as the paper's own figure shows one.
 * @param network - trained on segmented cells, so that a smear is foreign to it
 * @param folder - holds the tiles
 * @param config - of the network's run
 * @returns nothing where there is no tile, or crop and erase are not run
 */
export async function smearPicture(
  network: WtDfn,
  folder: string,
  config: TrainingConfig,
): Promise<NamedPicture | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.(png|bmp)$/.test(name)).sort();
  const [first] = names;
  if (first === undefined) return undefined;
  const [portrait] = await portrayFiles(network, [join(folder, first)], { config });
  const picture = portrait === undefined ? undefined : sixPanelOf(portrait);
  if (picture === undefined) return undefined;
  return {
    picture,
    title: 'The same on an unsegmented smear tile',
    alt: 'The six panels for a drawn smear tile with red cells round a white one.',
    caption:
      "As the paper's figure, on a drawn smear tile. The network was trained on segmented cells: where it looks here shows how foreign a smear is to it.",
  };
}
