"""Golden numbers for lib/streams: boxes, erasures and pixels of both views, from PyTorch.

    pip install torch numpy
    python test/golden/streams/make_golden.py

Writes views.json (inputs that were drawn, boxes, erasures) and views.f32 (float32, little-endian: the arrays named in
views.json one after another) beside itself. Images are 3 of 16 x 16 pixels, attention maps 5 x 4 with M = 3; the
details are the images at 48 x 48. Seeds are tried from 0 until no pixel of a map stands near its threshold.
"""
import json
import math
import pathlib
import re

import numpy as np
import torch
import torch.nn.functional as F

from reference_streams import MEAN_FILL, box_of, cut, erase, normalise_map, passes, resize_map

HERE = pathlib.Path(__file__).parent
B, SIZE, DETAIL, ROWS, COLUMNS, M = 3, 16, 48, 5, 4, 3
GREY, BLACK = (165.0,) * 3, (0.0,) * 3
# mapped: -1 is the mean map. cropFrom original cuts the same box, scaled, from the details, antialiased.
CASES = {
    'normalised, one map each': {'rule': 'normalised', 'fill': MEAN_FILL, 'padding': 0.1},
    'peak, mean map': {'rule': 'peak', 'fill': GREY, 'padding': 0.05, 'mean': True},
    'quantile, shared map': {'rule': 'quantile', 'fill': BLACK, 'padding': 0.0, 'shared': True},
    'corners aligned': {'rule': 'normalised', 'fill': MEAN_FILL, 'padding': 0.1, 'align': True},
    'crop from the original': {'rule': 'normalised', 'fill': MEAN_FILL, 'padding': 0.1, 'original': True},
}


def is_clear(s, theta, rule):
    """Whether rounding cannot change which pixels pass."""
    if rule != 'quantile':
        score = normalise_map(s) if rule == 'normalised' else s / s.max()
        return ((score - theta).abs() > 1e-3 * theta).all().item()
    ordered = s.flatten().sort().values
    level = ordered[min(int(theta * len(ordered)), len(ordered) - 1)]
    return ((s - level).abs() < 1e-4 * level).sum().item() == 1 and abs(theta * len(ordered) % 1 - 0.5) < 0.4


def upscaled(rng, size, channels):
    """A smooth random picture [size, size, channels], 0 to 255."""
    coarse = torch.tensor(rng.uniform(0, 255, (1, channels, 7, 7)))
    fine = F.interpolate(coarse, (size, size), mode='bicubic').clamp(0, 255)[0].permute(1, 2, 0).numpy()
    return np.rint(np.clip(fine + rng.normal(0, 5, fine.shape), 0, 255)).astype(np.float32)


def make_case(case, images, details, attention, rng):
    result = {'cropMap': [], 'eraseMap': [], 'cropTheta': [], 'eraseTheta': [], 'boxes': [], 'erasedPixels': []}
    crops, erasures = [], []
    for b in range(B):
        maps, thetas, resized = [], [], []
        for low, high in ((0.4, 0.6), (0.2, 0.5)):
            shared = case.get('shared') and maps
            maps.append(-1 if case.get('mean') else maps[0] if shared else int(rng.integers(M)))
            a = attention[b]
            s = resize_map(a.mean(0) if maps[-1] < 0 else a[maps[-1]], SIZE, case.get('align', False))
            thetas.append(float(np.float32(rng.uniform(low, high))))
            if not is_clear(s, thetas[-1], case['rule']):
                return None
            resized.append(s)
        box = box_of(passes(resized[0], thetas[0], case['rule']), case['padding'])
        mask = passes(resized[1], thetas[1], case['rule'])
        if case.get('original'):
            t, l, bottom, r = (edge * DETAIL // SIZE for edge in box)
            crops.append(F.interpolate(details[b][None, :, t:bottom, l:r], (SIZE, SIZE), mode='bilinear',
                                       align_corners=False, antialias=True)[0])
        else:
            crops.append(cut(images[b], box))
        erasures.append(erase(images[b], mask, case['fill']))
        for name, value in zip(result, (*maps, *thetas, list(box), int(mask.sum()))):
            result[name].append(value)
    nhwc = lambda views: torch.stack(views).permute(0, 2, 3, 1).contiguous().numpy()  # noqa: E731
    return result, nhwc(crops), nhwc(erasures)


def main():
    torch.set_num_threads(1)
    arrays, cases = {}, {}

    def draw(seed):
        rng = np.random.default_rng(seed)
        details = np.stack([upscaled(rng, DETAIL, 3) for _ in range(B)])
        images = np.rint(details.reshape(B, SIZE, 3, SIZE, 3, 3).mean((2, 4))).astype(np.float32)
        row, column = np.mgrid[0:ROWS, 0:COLUMNS, 0:1][:2]
        centre = rng.uniform(0, 1, (2, B, 1, 1, M)) * np.array([ROWS - 1, COLUMNS - 1])[:, None, None, None, None]
        bump = np.exp(-((row - centre[0]) ** 2 + (column - centre[1]) ** 2) / 1.5)
        attention = np.maximum(bump + rng.normal(0, 0.1, bump.shape), 0).astype(np.float32)
        return rng, images, details, attention

    rng, images, details, attention = draw(0)
    arrays |= {'images': images, 'details': details, 'attention': attention}
    as_torch = [torch.tensor(x).permute(0, 3, 1, 2) for x in (images, details, attention)]
    for name, case in CASES.items():
        for seed in range(1, 100000):
            made = make_case(case, *as_torch, np.random.default_rng(seed))
            if made:
                break
        else:
            raise SystemExit(f'{name}: no seed is clear of its thresholds')
        cases[name], arrays[f'{name}: crop'], arrays[f'{name}: erase'] = made
        cases[name] |= {'rule': case['rule'], 'padding': case['padding'], 'seed': seed}
        print(f'{name}: seed {seed}, boxes {made[0]["boxes"]}, erased {made[0]["erasedPixels"]}')

    index, offset = {}, 0
    for name, array in arrays.items():
        index[name] = {'offset': offset, 'shape': array.shape}
        offset += math.prod(array.shape)
    (HERE / 'views.f32').write_bytes(b''.join(a.astype('<f4').tobytes() for a in arrays.values()))
    text = json.dumps({'torch': torch.__version__, 'arrays': index, 'cases': cases}, indent=1)
    (HERE / 'views.json').write_text(re.sub(r'\[[^\[\]{}]*\]', lambda m: ' '.join(m.group().split()), text) + '\n')


if __name__ == '__main__':
    main()
