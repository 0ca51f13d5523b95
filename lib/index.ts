export { CLASS_NAMES } from './data/dataset.ts';
