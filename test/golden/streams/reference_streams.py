"""Attention cropping and erasing in PyTorch: the reference that wt-dfn's lib/streams is compared with.

The lines follow the published WS-DAN code (GuYuc's batch_augment) with the mends of docs/method.md, section 8: the threshold is
taken after resizing the map, compared by >=, the box ends one pixel after the last that passes, an empty box is the
whole image, and a box has a minimum side. Needs: pip install torch numpy
"""
import math

import torch
import torch.nn.functional as F

IMAGENET_MEAN = (0.485, 0.456, 0.406)
MEAN_FILL = tuple(255 * mean for mean in IMAGENET_MEAN)  # 123.675, 116.28, 103.53
MINIMUM_SIDE = 0.1


def resize_map(attention, size, align_corners=False):
    """[h, w] -> [size, size]"""
    return F.interpolate(attention[None, None], (size, size), mode='bilinear', align_corners=align_corners)[0, 0]


def normalise_map(s):
    """Eq. 2"""
    return (s - s.min()) / (s.max() - s.min() + 1e-8)


def passes(s, theta, rule='normalised'):
    """Where a resized map [H, W] reaches its threshold; a map without contrast passes nowhere."""
    if not s.max() > s.min():
        return torch.zeros_like(s, dtype=torch.bool)
    if rule == 'normalised':
        return normalise_map(s) >= theta
    if rule == 'peak':
        return s >= theta * s.max()
    ordered = s.flatten().sort().values
    return s >= ordered[min(int(theta * len(ordered)), len(ordered) - 1)]


def at_least(low, high, least, size):
    """Grows [low, high) round its centre to a length of `least`, inside [0, size)."""
    if high - low >= least:
        return low, high
    low = min(max(math.floor((low + high - least) / 2), 0), size - least)
    return low, low + least


def box_of(mask, padding, minimum_side=MINIMUM_SIDE):
    """Eq. 3's box as (top, left, bottom, right), bottom and right exclusive."""
    size = mask.shape[0]
    if not mask.any():
        return 0, 0, size, size
    rows, columns = torch.nonzero(mask.any(1))[:, 0], torch.nonzero(mask.any(0))[:, 0]
    pad, least = padding * size, max(1, math.floor(minimum_side * size + 0.5))
    (top, bottom), (left, right) = (
        at_least(max(0, int(i.min().item() - pad)), min(size, int(i.max().item() + 1 + pad)), least, size)
        for i in (rows, columns)
    )
    return top, left, bottom, right


def cut(image, box):
    """[3, H, W] -> the box, resized to [3, H, W]"""
    top, left, bottom, right = box
    return F.interpolate(image[None, :, top:bottom, left:right], image.shape[1:], mode='bilinear',
                         align_corners=False)[0]


def erase(image, mask, fill=MEAN_FILL):
    """Eq. 4: [3, H, W] with `fill` where the mask is set"""
    return torch.where(mask, torch.tensor(fill, dtype=image.dtype)[:, None, None], image)
