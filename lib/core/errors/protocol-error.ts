import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown where bytes from a front end, or for one, are no message of Jupyter's protocol. */
export class ProtocolError extends WtDfnError {
  override readonly name: string = 'ProtocolError';
}
