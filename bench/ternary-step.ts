// The full ternary training step of ResNet-18, beside PyTorch's: `npm run bench:step`.
import { compare } from './compare.ts';

const common = {
  title: 'Ternary training step',
  ours: 'ternary-step-once.ts',
  peer: 'ternary_step.py',
  pairs: 5,
};
compare({ ...common, size: 96, batch: 16, steps: 8 });
compare({ ...common, size: 224, batch: 12, steps: 5 });
