"""Writes golden.json: PIL's pixels for RandAugment's colour operations (the operations that its published code calls)
and OpenCV's static fine-grained saliency (which SaliencyMix's code calls); test/data/baselines and test/data/mixing
compare wt-dfn's with them.

pip install numpy pillow opencv-contrib-python-headless
python test/golden/augmentation/make_golden.py
"""

import base64
import json
import pathlib

import cv2
import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps

SIDE = 24
random = np.random.default_rng(20220501)


def b64(array):
    return base64.b64encode(np.ascontiguousarray(array, np.uint8).tobytes()).decode()


def cell():
    """A speckled purple disc on black: a cell as C-NMC's."""
    y, x = np.mgrid[:SIDE, :SIDE]
    inside = np.hypot(x - 11.2, y - 12.3) < 8
    colour = np.array([110, 60, 140]) + random.integers(-40, 60, (SIDE, SIDE, 3))
    return np.where(inside[..., None], np.clip(colour, 0, 255), 0).astype(np.uint8)


def noise():
    return random.integers(20, 230, (SIDE, SIDE, 3)).astype(np.uint8)


OPERATIONS = {
    "autoContrast": [(None, ImageOps.autocontrast)],
    "equalise": [(None, ImageOps.equalize)],
    "solarise": [(t, lambda im, t=t: ImageOps.solarize(im, t)) for t in (26, 128)],
    "posterise": [(b, lambda im, b=b: ImageOps.posterize(im, b)) for b in (4, 6)],
    "saturate": [(f, lambda im, f=f: ImageEnhance.Color(im).enhance(f)) for f in (0.19, 1.81)],
    "contrast": [(f, lambda im, f=f: ImageEnhance.Contrast(im).enhance(f)) for f in (0.19, 1.81)],
    "brighten": [(f, lambda im, f=f: ImageEnhance.Brightness(im).enhance(f)) for f in (0.19, 1.81)],
    "sharpen": [(f, lambda im, f=f: ImageEnhance.Sharpness(im).enhance(f)) for f in (0.19, 1.81)],
}

images = {"cell": cell(), "noise": noise()}
flat = np.zeros((SIDE, SIDE, 3), np.uint8)
flat[6:12, 14:19] = 200
saliency = {}
for name, image in {**images, "patch": flat}.items():
    ok, values = cv2.saliency.StaticSaliencyFineGrained_create().computeSaliency(image[..., ::-1].copy())
    if values.dtype != np.uint8:
        values = np.round(values * 255)
    saliency[name] = b64(values)

golden = {
    "versions": {"pillow": PIL.__version__, "opencv": cv2.__version__, "numpy": np.__version__},
    "side": SIDE,
    "images": {name: b64(image) for name, image in {**images, "patch": flat}.items()},
    "operations": [
        {
            "image": name,
            "operation": operation,
            "argument": argument,
            "pixels": b64(np.asarray(apply(Image.fromarray(image)))),
        }
        for name, image in images.items()
        for operation, cases in OPERATIONS.items()
        for argument, apply in cases
    ],
    "saliency": saliency,
}
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
