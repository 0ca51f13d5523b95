// Three-stream prediction with ResNet-18, beside PyTorch's: `npm run bench:prediction`.
import { compare } from './compare.ts';

const common = {
  title: 'Three-stream prediction',
  ours: 'prediction-once.ts',
  peer: 'prediction.py',
  pairs: 5,
};
compare({ ...common, size: 96, batch: 16, steps: 12 });
compare({ ...common, size: 224, batch: 12, steps: 6 });
