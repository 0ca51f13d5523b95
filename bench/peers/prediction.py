"""The PyTorch peer of bench/prediction.ts: three-stream prediction of random pixels with ResNet-18.

usage: python prediction.py SIZE BATCH STEPS THREADS   (pip install torch numpy)
Prints one JSON line: milliseconds of each batch, images a second by the median.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

from ternary_step import WtDfn

SIZE, BATCH, STEPS, THREADS = (int(a) for a in sys.argv[1:5])


def views(x, attention):
    """Crop at 0.1 and erasure at 0.5 of the mean map's peak."""
    mean = F.interpolate(attention.mean(1, keepdim=True), x.shape[2:], mode='bilinear')
    relative = mean / mean.amax((2, 3), keepdim=True).clamp_min(1e-8)
    crops = []
    for i in range(x.shape[0]):
        inside = relative[i, 0] >= 0.1
        rows, columns = torch.where(inside.any(1))[0], torch.where(inside.any(0))[0]
        pad = 0.05 * SIZE
        top, left = max(0, int(rows[0] - pad)), max(0, int(columns[0] - pad))
        bottom, right = min(SIZE, int(rows[-1] + 1 + pad)), min(SIZE, int(columns[-1] + 1 + pad))
        crops.append(F.interpolate(x[i : i + 1, :, top:bottom, left:right], (SIZE, SIZE), mode='bilinear'))
    return torch.cat([torch.cat(crops), x * (relative < 0.5)]).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def predict(net, x):
    logits, _, attention = net(x)
    both = net(views(x, attention))[0]
    return (F.softmax(logits, 1) + F.softmax(both[:BATCH], 1) + F.softmax(both[BATCH:], 1)) / 3


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    net = WtDfn().eval().to(memory_format=torch.channels_last)
    x = torch.randn(BATCH, 3, SIZE, SIZE).contiguous(memory_format=torch.channels_last)
    predict(net, x)
    times = []
    for _ in range(STEPS):
        begin = time.perf_counter()
        predict(net, x)
        times.append((time.perf_counter() - begin) * 1e3)
    median = sorted(times)[len(times) // 2]
    print(json.dumps({'name': f'PyTorch {torch.__version__}', 'milliseconds': times, 'imagesPerSecond': BATCH / median * 1e3}))


if __name__ == "__main__":
    main()
