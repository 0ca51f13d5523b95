// What `import … from 'tslab'` gives in a cell: the display functions of that kernel, so that its notebooks run here.
import { createTslabApi, type TslabApi } from '../display/tslab-api.ts';
import { currentCell } from './cell-context.ts';
import { tell } from './output.ts';

const api: TslabApi = createTslabApi((bundle, { displayId, update }) => {
  const cell = currentCell();
  if (cell?.controller.signal.aborted === true) return;
  tell({ type: 'display', cell: cell?.cell ?? 0, bundle, displayId, update });
});

/** Shows rich output below the cell. */
export const display: TslabApi['display'] = api.display;
/** An output that its later calls replace. */
export const newDisplay: TslabApi['newDisplay'] = api.newDisplay;
