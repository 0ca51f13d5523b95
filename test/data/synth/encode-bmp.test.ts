import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { decodeImage } from '../../../lib/data/decode-image.ts';
import { encodeBmp } from '../../../lib/data/synth/encode-bmp.ts';

const official = new URL('../../../../shared/data/bmp-samples/', import.meta.url);

describe('encodeBmp', () => {
  it('writes a 54-byte header, blue first, the lowest row first, rows padded to 4 bytes', () => {
    const bytes = encodeBmp({ width: 1, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    assert.equal(bytes.length, 54 + 8);
    assert.deepEqual([...bytes.subarray(0, 2)], [0x42, 0x4d]);
    assert.deepEqual([...bytes.subarray(54)], [6, 5, 4, 0, 3, 2, 1, 0]);
  });

  it('refuses pixels that do not fit the size', () => {
    assert.throws(() => encodeBmp({ width: 2, height: 2, data: new Uint8Array(5) }), ParameterError);
  });

  it('gives back the very bytes of the official training files', async function () {
    if (!existsSync(official)) this.skip();
    for (const name of readdirSync(official).filter((file) => file.startsWith('UID_'))) {
      const path = new URL(name, official);
      const again = encodeBmp(await decodeImage(path.pathname));
      assert.ok(Buffer.from(again).equals(await readFile(path)), name);
    }
  });
});
