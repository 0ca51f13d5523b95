"""Writes golden.json: PIL's pixels of small BMP files and of the real samples, torchvision's colour jitter (which is
PIL's ImageEnhance), scikit-image's measures of drawn outlines; test/data compares wt-dfn's with them.

pip install numpy pillow scipy scikit-image
python test/golden/data/make_golden.py [FOLDER WITH THE REAL BMP SAMPLES]
"""

import base64
import hashlib
import io
import json
import pathlib
import sys

import numpy as np
import PIL
import skimage
from PIL import Image, ImageDraw, ImageEnhance
from scipy import ndimage
from skimage import measure

random = np.random.default_rng(20220501)


def b64(data):
    return base64.b64encode(bytes(data)).decode()


def bmp(image, **options):
    file = io.BytesIO()
    image.save(file, "BMP", **options)
    return file.getvalue()


def top_down(data):
    """The same picture with its rows from the top, which a negative height says."""
    head, body = bytearray(data[:54]), data[54:]
    height = int.from_bytes(head[22:26], "little")
    head[22:26] = (-height).to_bytes(4, "little", signed=True)
    stride = len(body) // height
    rows = [body[y * stride : (y + 1) * stride] for y in range(height)]
    return bytes(head) + b"".join(reversed(rows))


def bmp_cases():
    pixels = random.integers(0, 256, (5, 7, 3), dtype=np.uint8)
    rgb = Image.fromarray(pixels)
    palette = rgb.quantize(16)
    grey = rgb.convert("L")
    one = rgb.convert("1")
    rgba = Image.merge("RGBA", (*rgb.split(), Image.fromarray(random.integers(0, 256, (5, 7), dtype=np.uint8))))
    files = {
        "24 bits, bottom-up": bmp(rgb),
        "24 bits, top-down": top_down(bmp(rgb)),
        "32 bits": bmp(rgba),
        "8 bits, colours": bmp(palette),
        "8 bits, grey": bmp(grey),
        "1 bit": bmp(one),
    }
    cases = []
    for name, data in files.items():
        # PIL writes 32 bits without an opacity mask: the fourth byte is padding to us and to it.
        decoded = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        cases.append({"name": name, "file": b64(data), "width": 7, "height": 5, "pixels": b64(decoded.tobytes())})
    return cases


def sample_digests(folder):
    digests = {}
    for file in sorted(pathlib.Path(folder).glob("*.bmp")):
        digests[file.name] = hashlib.sha256(np.asarray(Image.open(file).convert("RGB")).tobytes()).hexdigest()
    return digests


def jitter_cases():
    pixels = random.integers(0, 256, (12, 12, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)
    cases = []
    for brightness, saturation, first in [(1.1, 1, True), (1, 0.5, True), (1, 1.5, True), (0.9, 1.31, True), (1.126, 0.77, False)]:
        out = image
        if first:
            out = ImageEnhance.Brightness(out).enhance(brightness)
        out = ImageEnhance.Color(out).enhance(saturation)
        if not first:
            out = ImageEnhance.Brightness(out).enhance(brightness)
        cases.append(
            {"brightness": brightness, "saturation": saturation, "brightnessFirst": first, "pixels": b64(np.asarray(out).tobytes())}
        )
    return {"pixels": b64(pixels.tobytes()), "cases": cases}


def outline_cases():
    shapes = {
        "disc": lambda draw: draw.ellipse((10, 8, 50, 48), fill=255),
        "ellipse": lambda draw: draw.ellipse((4, 20, 58, 41), fill=255),
        "indented": lambda draw: (draw.ellipse((8, 8, 52, 50), fill=255), draw.polygon([(30, 25), (60, 20), (60, 36)], fill=0)),
        "with a hole and debris": lambda draw: (
            draw.ellipse((8, 8, 52, 50), fill=255),
            draw.ellipse((20, 20, 28, 30), fill=0),
            draw.rectangle((57, 57, 60, 60), fill=255),
        ),
    }
    cases = []
    for name, paint in shapes.items():
        image = Image.new("L", (64, 64))
        paint(ImageDraw.Draw(image))
        mask = np.asarray(image) > 0
        labels = measure.label(mask, connectivity=2)
        largest = labels == 1 + np.argmax(np.bincount(labels.ravel())[1:])
        filled = ndimage.binary_fill_holes(largest)
        region = measure.regionprops(filled.astype(int))[0]
        cases.append(
            {
                "name": name,
                "mask": b64(mask.astype(np.uint8).tobytes()),
                "area": float(region.area),
                "perimeter": float(region.perimeter),
                "equivalentDiameter": float(region.equivalent_diameter_area),
                "eccentricity": float(region.eccentricity),
                "solidity": float(region.solidity),
                "box": [int(x) for x in region.bbox],
            }
        )
    return cases


golden = {
    "versions": {"pillow": PIL.__version__, "numpy": np.__version__, "scikit-image": skimage.__version__},
    "bmp": bmp_cases(),
    "samples": sample_digests(sys.argv[1]) if len(sys.argv) > 1 else {},
    "jitter": jitter_cases(),
    "outlines": outline_cases(),
}
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
