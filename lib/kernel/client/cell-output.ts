import type {
  DisplayOutput,
  ErrorOutput,
  NotebookOutput,
  ResultOutput,
  StreamOutput,
} from '../notebook/notebook-types.ts';

/** An output while its cell runs: text grows, displays are updated. */
export type Growing<T> = { -readonly [field in keyof T]: T[field] };

/** One output of a cell that runs. */
export type CellOutput = Growing<StreamOutput> | Growing<DisplayOutput> | Growing<ResultOutput> | ErrorOutput;

/** What happens to a cell's outputs, as it happens. */
export type OutputEvent =
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'output' | 'update'; readonly output: Exclude<NotebookOutput, StreamOutput> }
  | { readonly kind: 'clear' };
