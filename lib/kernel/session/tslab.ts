// What `import … from 'tslab'` gives in a cell: the display functions of that kernel, so that its notebooks run here.
import { createTslabApi } from '../display/tslab-api.ts';
import { currentCell } from './cell-context.ts';
import { tell } from './output.ts';

const api = createTslabApi((bundle, { displayId, update }) => {
  const cell = currentCell();
  if (cell?.controller.signal.aborted === true) return;
  tell({ type: 'display', cell: cell?.cell ?? 0, bundle, displayId, update });
});

export const { display, newDisplay } = api;
