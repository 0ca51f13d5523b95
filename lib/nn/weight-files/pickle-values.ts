import { BYTES_OF_NUMBER, type NumberType } from './number-types.ts';

/** A block of numbers in a torch file that tensors are views of. */
export interface Storage {
  readonly type: NumberType;
  /** Name of its bytes within the file. */
  readonly key: string;
  /** How many numbers it is said to hold. */
  readonly length: number;
}

/** A view of a storage: number `[i, j, …]` lies at `offset + i·strides[0] + j·strides[1] + …`. */
export class StoredTensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** Bytes that its numbers take in the file, each counted once. */
  get bytes(): number {
    return this.shape.reduce((product, side) => product * side, 1) * BYTES_OF_NUMBER[this.storage.type];
  }
}

/** A name out of {@link ALLOWED_GLOBALS}: it stands for what a pickle may make, and cannot be called. */
export class AllowedGlobal {
  readonly name: string;
  readonly makes: 'dictionary' | 'tensor' | 'parameter' | 'storage' | 'type';
  /** Of a storage. */
  readonly type: NumberType | undefined;

  constructor(name: string, makes: AllowedGlobal['makes'], type?: NumberType) {
    this.name = name;
    this.makes = makes;
    this.type = type;
  }
}

/** What a restricted pickle can hold. Dictionaries are maps, so that no key can reach an object's prototype. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PickleValue[]
  | Map<PickleValue, PickleValue>
  | StoredTensor
  | Storage
  | AllowedGlobal;

const STORAGES: Readonly<Record<string, NumberType>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};
const TYPES = 'float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool'.split(' ');

/** Every name that a torch file may use; whatever else it names is refused. Nothing of Python is run or looked up. */
export const ALLOWED_GLOBALS: ReadonlyMap<string, AllowedGlobal> = new Map(
  [
    new AllowedGlobal('collections.OrderedDict', 'dictionary'),
    new AllowedGlobal('torch._utils._rebuild_tensor_v2', 'tensor'),
    new AllowedGlobal('torch._utils._rebuild_parameter', 'parameter'),
    ...Object.entries(STORAGES).map(([name, type]) => new AllowedGlobal(`torch.${name}`, 'storage', type)),
    ...TYPES.map((name) => new AllowedGlobal(`torch.${name}`, 'type')),
  ].map((allowed) => [allowed.name, allowed]),
);
