import assert from 'node:assert/strict';
import fc from 'fast-check';
import { attentionAudit, type AttentionAuditInput } from '../../lib/evaluation/attention-audit.ts';
import { summariseAttention } from '../../lib/evaluation/attention-summary.ts';
import { assertClose } from './golden.ts';

/** A 4x4 frame whose cell is the middle 2x2. */
const MASK = Uint8Array.from([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);

function hand(attention: number[], more: Partial<AttentionAuditInput> = {}): AttentionAuditInput {
  const maps = attention.length / 16;
  return {
    id: 'hand',
    attention: Float32Array.from(attention),
    attentionShape: [4, 4, maps],
    mask: MASK,
    frame: [4, 4],
    ...more,
  };
}

/** One map of 4x4 with all of its mass at one place. */
function spike(place: number): number[] {
  return Array.from({ length: 16 }, (_, i) => (i === place ? 2 : 0));
}

describe('attentionAudit', () => {
  it('puts mass and peak on the cell, by hand', () => {
    const audit = attentionAudit(hand(spike(5)));
    assert.equal(audit.massOnCell, 1);
    assert.equal(audit.enrichment, 4);
    assert.deepEqual([audit.peak, audit.peakX, audit.peakY], ['cell', 0.375, 0.375]);
    assert.equal(audit.cellShareOfFrame, 0.25);
    assert.equal(audit.mapEntropy, null);
  });

  it('tells a corner from other background', () => {
    const corner = attentionAudit(hand(spike(12)));
    assert.deepEqual(
      [corner.massOnCell, corner.peak, corner.peakX, corner.peakY],
      [0, 'corner', 0.125, 0.875],
    );
    assert.equal(attentionAudit(hand(spike(1))).peak, 'background');
  });

  it('measures crop and erasure on the cell, not on the frame', () => {
    const box = { top: 1, left: 1, bottom: 2, right: 4 };
    const erased = Uint8Array.from([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const audit = attentionAudit(hand(spike(5), { box, erased }));
    assert.equal(audit.cellKeptByCrop, 0.5);
    assert.equal(audit.boxShareOfFrame, 3 / 16);
    assert.equal(audit.cellErased, 0.25);
    assert.equal(audit.frameErased, 0.25);
  });

  it('resizes the mean of all maps with pixel centres at halves, by hand', () => {
    // One row [0, 1] to four columns: 0, 0.25, 0.75, 1; the cell is the two columns on the right.
    const audit = attentionAudit({
      id: 'row',
      attention: Float32Array.of(0, 0, 2, 0),
      attentionShape: [1, 2, 2],
      mask: Uint8Array.of(0, 0, 1, 1),
      frame: [1, 4],
    });
    assertClose(audit.massOnCell!, 1.75 / 2, 'mass');
    assert.equal(audit.mapsAlive, 1);
    assert.equal(audit.mapEntropy, 0);
  });

  it('knows dead maps and even maps', () => {
    const dead = attentionAudit(hand(new Array<number>(32).fill(0)));
    assert.deepEqual(
      [dead.mapsAlive, dead.maps, dead.massOnCell, dead.peak, dead.mapEntropy],
      [0, 2, null, null, null],
    );
    const even = attentionAudit(hand(new Array<number>(32).fill(0.3)));
    assert.deepEqual([even.mapsAlive, even.peak], [2, null]);
    assertClose(even.massOnCell!, 0.25, 'mass');
    assertClose(even.enrichment!, 1, 'enrichment');
    assertClose(even.mapEntropy!, 1, 'entropy');
  });

  it('leaves shares of a cell that is not there undefined', () => {
    const box = { top: 0, left: 0, bottom: 4, right: 4 };
    const audit = attentionAudit(
      hand(spike(5), { mask: new Uint8Array(16), box, erased: new Uint8Array(16) }),
    );
    assert.deepEqual([audit.enrichment, audit.cellKeptByCrop, audit.cellErased], [null, null, null]);
    assert.equal(audit.boxShareOfFrame, 1);
  });

  it('keeps every share between 0 and 1, and does not care for the scale of attention', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 27, maxLength: 27 });
    const bits = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 35, maxLength: 35 });
    fc.assert(
      fc.property(values, bits, bits, (attention, mask, erased) => {
        const input: AttentionAuditInput = {
          id: 'any',
          attention: Float32Array.from(attention),
          attentionShape: [3, 3, 3],
          mask: Uint8Array.from(mask),
          frame: [5, 7],
          box: { top: 1, left: 0, bottom: 4, right: 6 },
          erased: Uint8Array.from(erased),
        };
        const audit = attentionAudit(input);
        const { massOnCell, cellKeptByCrop, cellErased, mapEntropy, peakX } = audit;
        for (const share of [massOnCell, cellKeptByCrop, cellErased, mapEntropy, peakX]) {
          assert.ok(share === null || (share >= 0 && share <= 1 + 1e-12));
        }
        const scaled = attentionAudit({ ...input, attention: input.attention.map((value) => value * 4) });
        assert.deepEqual(scaled, audit);
      }),
    );
  });

  it('refuses shapes that do not fit, diverged maps and boxes outside', () => {
    assert.throws(
      () => attentionAudit(hand(spike(1), { attentionShape: [4, 4, 2] })),
      /attention must be \[4, 4, 2\]/,
    );
    assert.throws(() => attentionAudit(hand(spike(1), { mask: new Uint8Array(3) })), /mask must be \[4, 4\]/);
    assert.throws(() => attentionAudit(hand(spike(1), { erased: new Uint8Array(3) })), /erased must be/);
    assert.throws(() => attentionAudit(hand([...spike(1).slice(1), Number.NaN])), /may have diverged/);
    assert.throws(() => attentionAudit(hand([...spike(1).slice(1), -1])), /at least 0/);
    const box = { top: 0, left: 2, bottom: 4, right: 5 };
    assert.throws(() => attentionAudit(hand(spike(1), { box })), /box must be whole pixels inside of 4x4/);
    assert.throws(() => attentionAudit(hand(spike(1), { box: { ...box, right: 2 } })), /box must be/);
  });
});

describe('summariseAttention', () => {
  it('counts, averages and says what stands out', () => {
    const box = { top: 0, left: 0, bottom: 4, right: 4 };
    const places = [0, 3, 12, 5].map((place) => attentionAudit(hand(spike(place), { box })));
    const summary = summariseAttention(places);
    assert.deepEqual(summary.peaks, { cell: 1, background: 0, corner: 3 });
    assert.equal(summary.massOnCell.mean, 0.25);
    assert.equal(summary.massOnCell.median, 0);
    assert.equal(summary.massOnCell.upperQuartile, 0.25);
    assert.equal(summary.boxesOfWholeFrame, 4);
    assert.equal(summary.cellErased.images, 0);
    assert.equal(summary.cellErased.mean, null);
    assert.match(
      summary.findings.join('\n'),
      /peaks off the cell in 75 % of the images \(75 % in a corner\)/,
    );
    assert.match(summary.findings.join('\n'), /crop box is the whole frame in 100 %/);
    assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
  });

  it('finds nothing to say where attention is on the cell', () => {
    const box = { top: 1, left: 1, bottom: 3, right: 3 };
    const erased = Uint8Array.from(MASK, (cell, i) => (cell === 1 && i < 8 ? 1 : 0));
    const audit = attentionAudit(hand(spike(5), { box, erased }));
    assert.deepEqual(summariseAttention([audit]).findings, []);
    assert.throws(() => summariseAttention([]), /at least one image/);
  });
});
