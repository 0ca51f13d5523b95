import type { ByteReader } from './byte-reader.ts';
import { PickleMachine, refusedPickle } from './pickle-machine.ts';
import type { PickleValue } from './pickle-values.ts';

/** A state_dict has some thirty instructions a tensor; each can cost a hundred bytes of memory. */
const MOST_INSTRUCTIONS = 3_000_000;
const STOP = 0x2e;

/** The instructions by their byte: those that `torch.save` writes, and no others. */
const INSTRUCTIONS: ReadonlyMap<number, (m: PickleMachine) => unknown> = new Map<
  number,
  (m: PickleMachine) => unknown
>([
  [0x80, (m) => m.reader.byte()], // PROTO
  [0x95, (m) => m.reader.take(8)], // FRAME
  [0x28, (m) => m.mark()],
  [0x30, (m) => m.pop()],
  [0x4e, (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [0x4a, (m) => m.push(m.reader.int32())], // BININT
  [0x4b, (m) => m.push(m.reader.byte())], // BININT1
  [0x4d, (m) => m.push(m.reader.uint16())], // BININT2
  [0x8a, (m) => m.push(m.reader.littleInteger(m.reader.byte()))], // LONG1
  [0x47, (m) => m.push(m.reader.bigEndianFloat64())], // BINFLOAT
  [0x58, (m) => m.push(m.reader.text(m.reader.uint32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.reader.text(m.reader.byte()))], // SHORT_BINUNICODE
  [0x55, (m) => m.push(m.reader.text(m.reader.byte()))], // SHORT_BINSTRING, of Python 2
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x29, (m) => m.push([])], // EMPTY_TUPLE
  [0x74, (m) => m.push(m.popToMark())], // TUPLE
  [0x85, (m) => m.tuple(1)],
  [0x86, (m) => m.tuple(2)],
  [0x87, (m) => m.tuple(3)],
  [0x61, (m) => m.append([m.pop()])],
  [0x65, (m) => m.append(m.popToMark())],
  [0x73, (m) => m.setItems([m.pop(), m.pop()].reverse())],
  [0x75, (m) => m.setItems(m.popToMark())],
  [0x71, (m) => m.remember(m.reader.byte())], // BINPUT
  [0x72, (m) => m.remember(m.reader.uint32())], // LONG_BINPUT
  [0x94, (m) => m.remember()], // MEMOIZE
  [0x68, (m) => m.recall(m.reader.byte())], // BINGET
  [0x6a, (m) => m.recall(m.reader.uint32())], // LONG_BINGET
  [0x63, (m) => m.global(m.reader.line(), m.reader.line())], // GLOBAL
  [0x93, (m) => m.global(...([m.pop(), m.pop()].reverse() as [PickleValue, PickleValue]))], // STACK_GLOBAL
  [0x51, (m) => m.storage()], // BINPERSID
  [0x52, (m) => m.call()], // REDUCE
  [0x62, (m) => m.dropAttributes()], // BUILD
]);

/**
 * Reads one pickle as `torch.save` writes them and constructs nothing but dictionaries, lists, numbers, texts and
 * descriptions of tensors. A pickle is a program: here the instructions that call or import anything do so from one
 * table ({@link ALLOWED_GLOBALS}), and those that a weight file does not need do not exist.
 * Source: the pickletools module of CPython; the table after torch's own `weights_only` loader, shorter.
 * @param reader - at the pickle's beginning; is left behind its end
 * @throws {ParameterError} if the pickle is damaged, or names or does anything that weights do not need
 */
export function readPickle(reader: ByteReader): PickleValue {
  const machine = new PickleMachine(reader);
  for (let count = 0; count < MOST_INSTRUCTIONS; count++) {
    const code = reader.byte();
    if (code === STOP) return machine.pop();
    const instruction = INSTRUCTIONS.get(code);
    if (instruction === undefined) {
      throw refusedPickle(
        `the instruction 0x${code.toString(16).padStart(2, '0')} at byte ${reader.position - 1}`,
      );
    }
    instruction(machine);
  }
  throw refusedPickle(`more than ${MOST_INSTRUCTIONS} instructions`);
}
