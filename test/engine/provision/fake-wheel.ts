import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { libraryNames } from '../../../lib/engine/provision/compile-binding.ts';
import type { PinnedWheel, WheelSet } from '../../../lib/engine/provision/pinned-wheels.ts';

/** A zip without compression, by hand: local headers, central directory, end record (APPNOTE.TXT 4.3). */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    // version, flags, method, time, date, crc, packed, unpacked, name length, extra length: alike in both headers
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from('PK\u0003\u0004'), shared, path, data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), shared, rest, path);
    offset += 30 + path.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** The files of a wheel as tensorflow's has them, with a few bytes for each. */
export function wheelFiles(): Record<string, string> {
  return {
    ...Object.fromEntries(libraryNames().map((name) => [`tensorflow/${name}`, `library ${name}`])),
    'tensorflow/include/tensorflow/c/c_api.h': '// header',
    'tensorflow/include/Eigen/Core.h': '// not needed',
    'tensorflow/python/__init__.py': 'raise Exception("never unpacked")',
    'tensorflow.libs/libomp.so.5': 'library libomp',
  };
}

/** Writes a wheel and tells its pin. */
export function writeWheel(path: string, content: Buffer = zip(wheelFiles())): WheelSet {
  return { tensorflow: pinnedWheel(path, content), companions: [], unpackedMegabytes: 1 };
}

/** Writes any wheel; its name is the file's. */
export function pinnedWheel(path: string, content: Buffer): PinnedWheel {
  writeFileSync(path, content);
  return {
    name: basename(path, '.whl'),
    version: '0.0.0',
    platforms: ['any'],
    sha256: createHash('sha256').update(content).digest('hex'),
    megabytes: 1,
  };
}
