"""The PyTorch peer of bench/ternary-step.ts: the same full ternary training step on random pixels.

usage: python ternary_step.py SIZE BATCH STEPS THREADS   (pip install torch numpy)
Prints one JSON line: milliseconds of each step, images a second by the median.
ResNet-18, 32 attention maps, bilinear attention pooling, crop and erase from drawn maps, three cross-entropies,
feature centres, SGD with momentum. Float32, channels last (faster than PyTorch's own default here).
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

SIZE, BATCH, STEPS, THREADS = (int(a) for a in sys.argv[1:5])
MAPS, CLASSES, CHANNELS = 32, 2, 512


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        shortcut = x if self.shortcut is None else self.shortcut(x)
        return F.relu(self.bn2(self.conv2(y)) + shortcut, inplace=True)


class WtDfn(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
        inputs = 64
        for outputs, stride in ((64, 1), (128, 2), (256, 2), (CHANNELS, 2)):
            layers += [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
            inputs = outputs
        self.backbone = nn.Sequential(*layers)
        self.attention = nn.Sequential(nn.Conv2d(CHANNELS, MAPS, 1, bias=False), nn.BatchNorm2d(MAPS, eps=1e-3))
        self.classifier = nn.Linear(MAPS * CHANNELS, CLASSES, bias=False)

    def forward(self, x):
        features = self.backbone(x)
        attention = F.relu(self.attention(features))
        batch, channels, height, width = features.shape
        a, f = attention.flatten(2), features.flatten(2)
        pooled = torch.bmm(a, f.transpose(1, 2)) / (height * width)
        pooled = pooled.sign() * torch.sqrt(pooled.abs() + 1e-12)
        unit = F.normalize(pooled.flatten(1), dim=-1)
        return self.classifier(unit * 100), unit, attention


@torch.no_grad()
def views(x, attention):
    """Crop and erased images from one drawn map each."""
    weight = torch.sqrt(attention.sum((2, 3)) + 1e-12)
    drawn = torch.multinomial(weight, 2, replacement=True)
    index = torch.arange(x.shape[0])
    crop_map, erase_map = (
        F.interpolate(attention[index, drawn[:, k]].unsqueeze(1), x.shape[2:], mode='bilinear') for k in (0, 1)
    )
    level = lambda s, low, high: (low + (high - low) * torch.rand(x.shape[0], 1, 1, 1)) * s.amax((2, 3), keepdim=True)
    inside = (crop_map >= level(crop_map, 0.4, 0.6))[:, 0]
    crops = []
    for i in range(x.shape[0]):
        rows, columns = torch.where(inside[i].any(1))[0], torch.where(inside[i].any(0))[0]
        pad = 0.1 * SIZE
        top, left = max(0, int(rows[0] - pad)), max(0, int(columns[0] - pad))
        bottom, right = min(SIZE, int(rows[-1] + 1 + pad)), min(SIZE, int(columns[-1] + 1 + pad))
        crops.append(F.interpolate(x[i : i + 1, :, top:bottom, left:right], (SIZE, SIZE), mode='bilinear'))
    crop = torch.cat(crops).contiguous(memory_format=torch.channels_last)
    return crop, x * (erase_map < level(erase_map, 0.2, 0.5)).float()


def main():
    torch.set_num_threads(THREADS)
    torch.set_flush_denormal(True)
    torch.manual_seed(0)
    net = WtDfn().train().to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-5, foreach=True)
    centres = torch.zeros(CLASSES, MAPS * CHANNELS)
    x = torch.randn(BATCH, 3, SIZE, SIZE).contiguous(memory_format=torch.channels_last)
    y = torch.randint(0, CLASSES, (BATCH,))

    def step():
        logits, unit, attention = net(x)
        crop, erased = views(x, attention)
        losses = [F.cross_entropy(z, y) for z in (logits, net(crop)[0], net(erased)[0])]
        target = F.normalize(centres, dim=-1)[y]
        loss = sum(losses) / 3 + ((unit - target) ** 2).sum() / BATCH
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            for k in range(CLASSES):
                of_class = y == k
                if of_class.any():
                    centres[k] += 0.05 * (unit[of_class].detach() - F.normalize(centres[k], dim=-1)).mean(0)
        return loss.item()

    step()
    times = []
    for _ in range(STEPS):
        begin = time.perf_counter()
        step()
        times.append((time.perf_counter() - begin) * 1e3)
    median = sorted(times)[len(times) // 2]
    print(json.dumps({'name': f'PyTorch {torch.__version__}', 'milliseconds': times, 'imagesPerSecond': BATCH / median * 1e3}))


if __name__ == "__main__":
    main()
