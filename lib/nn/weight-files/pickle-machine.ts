import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { ByteReader } from './byte-reader.ts';
import { ALLOWED_GLOBALS, AllowedGlobal, type PickleValue } from './pickle-values.ts';
import { reduce, resolveStorage } from './rebuild-tensor.ts';

/** Where a list of arguments began. */
const MARK = Symbol('mark');

/** A pickle's stack and memory. Its methods are all that a weight file's pickle can do; each returns the machine. */
export class PickleMachine {
  readonly reader: ByteReader;
  readonly #memory = new Map<number, PickleValue>();
  readonly #stack: (PickleValue | typeof MARK)[] = [];

  /** @param reader - over the file, at the pickle's beginning */
  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  /** Puts a value on the stack. */
  push(value: PickleValue): this {
    this.#stack.push(value);
    return this;
  }

  /** Takes the last value off the stack. */
  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw damaged('takes from an empty stack');
    return value;
  }

  /** Remembers where a list of values begins. */
  mark(): this {
    this.#stack.push(MARK);
    return this;
  }

  /** Takes every value behind the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw damaged('closes what it never opened');
    return this.#stack.splice(at).slice(1) as PickleValue[];
  }

  /** Takes the last values off the stack, as a tuple in their order. */
  tuple(length: number): this {
    return this.push(Array.from({ length }, () => this.pop()).reverse());
  }

  /** Keeps the last value under a number; without one, under the next. */
  remember(index: number = this.#memory.size): this {
    this.#memory.set(index, this.#top());
    return this;
  }

  /** Puts a value that was kept on the stack again. */
  recall(index: number): this {
    const value = this.#memory.get(index);
    if (value === undefined) throw damaged(`recalls value ${index}, which it never kept`);
    return this.push(value);
  }

  /** Lengthens the list that is last on the stack. */
  append(values: readonly PickleValue[]): this {
    const list = this.#top();
    if (!Array.isArray(list)) throw damaged('appends to what is not a list');
    // No spread: there may be more values than a call takes arguments.
    for (const value of values) (list as PickleValue[]).push(value);
    return this;
  }

  /** Puts keys and values by turns into the dictionary that is last on the stack. */
  setItems(values: readonly PickleValue[]): this {
    const target = this.#top();
    if (!(target instanceof Map) || values.length % 2 !== 0) throw damaged('sets items of no dictionary');
    for (let i = 0; i < values.length; i += 2) target.set(values[i]!, values[i + 1]!);
    return this;
  }

  /** Names something of Python's: it must be in the table. */
  global(module: PickleValue, name: PickleValue): this {
    if (typeof module !== 'string' || typeof name !== 'string') throw damaged('imports without a name');
    const full = `${module}.${name}`;
    const allowed = ALLOWED_GLOBALS.get(full);
    if (allowed === undefined) throw refusedPickle(JSON.stringify(full.slice(0, 80)));
    return this.push(allowed);
  }

  /** Calls the name below the last tuple with it; what that makes is described, not executed. */
  call(): this {
    const values = this.pop();
    const callee = this.pop();
    if (!(callee instanceof AllowedGlobal) || !Array.isArray(values)) throw damaged('calls what is no name');
    return this.push(reduce(callee, values as readonly PickleValue[]));
  }

  /** Puts the storage that the last value identifies in its place. */
  storage(): this {
    return this.push(resolveStorage(this.pop()));
  }

  /** Only an OrderedDict's attributes come this way (`_metadata`, version numbers), which nothing of ours reads. */
  dropAttributes(): this {
    this.pop();
    if (!(this.#top() instanceof Map)) throw refusedPickle('setting the attributes of an object');
    return this;
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) throw damaged('looks at an empty stack');
    return value;
  }
}

/**
 * The error for a pickle that wants more than weights need.
 * @param what - that it asks for
 */
export function refusedPickle(what: string): ParameterError {
  return new ParameterError(
    'bytes',
    `the file's pickle asks for ${what}, which weights do not need; nothing of it was run; save the bare weights (torch.save(model.state_dict(), …) or safetensors)`,
  );
}

function damaged(what: string): ParameterError {
  return new ParameterError('bytes', `the file's pickle ${what}; it is damaged or not a pickle of weights`);
}
