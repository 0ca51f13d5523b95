"""The PyTorch peer of bench/data-loading.ts: BMP files to augmented batches by a DataLoader with PIL.

usage: python data_loading.py FOLDER SIZE BATCH WORKERS   (pip install torch numpy pillow)
The same work: decode, shrink to twice the size by area, turn by any angle and flip in one bilinear resampling at the
size, brightness and saturation. Prints one JSON line: seconds of two epochs after the workers have started.
"""
import json
import math
import pathlib
import random
import sys
import time

import numpy as np
import torch
from PIL import Image, ImageEnhance
from torch.utils.data import DataLoader, Dataset

ROOT, SIZE, BATCH, WORKERS = sys.argv[1], *(int(a) for a in sys.argv[2:5])


class Cells(Dataset):
    def __init__(self):
        self.files = sorted(pathlib.Path(ROOT).glob('*/*.bmp'))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        side = 2 * SIZE
        image = Image.open(self.files[i]).convert('RGB').resize((side, side), Image.Resampling.BOX)
        angle = random.uniform(-math.pi, math.pi)
        mirror = random.choice([-1, 1])
        upend = random.choice([-1, 1])
        a, b = 2 * math.cos(angle) * mirror, -2 * math.sin(angle) * upend
        d, e = 2 * math.sin(angle) * mirror, 2 * math.cos(angle) * upend
        c, f = SIZE - (a + b) * SIZE / 2, SIZE - (d + e) * SIZE / 2
        image = image.transform((SIZE, SIZE), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR)
        image = ImageEnhance.Brightness(image).enhance(random.uniform(1 - 0.126, 1 + 0.126))
        image = ImageEnhance.Color(image).enhance(random.uniform(0.5, 1.5))
        return torch.from_numpy(np.asarray(image).copy()), int(self.files[i].parent.name == 'all')


def epoch(loader):
    start = time.perf_counter()
    seen = sum(len(labels) for _, labels in loader)
    assert seen == len(loader.dataset)
    return time.perf_counter() - start


if __name__ == '__main__':
    loader = DataLoader(Cells(), BATCH, shuffle=True, num_workers=WORKERS, persistent_workers=WORKERS > 0)
    epoch(loader)
    print(json.dumps({'cold': epoch(loader), 'warm': epoch(loader)}))
