"""umap-learn's side of embedding-umap.ts: umap_learn.py ROWS COLUMNS POINTS.f32 MAP.f32

Reads points and writes the map, both in single precision, and prints seconds of one call of fit_transform as JSON; a
small call before it has compiled what numba compiles.
"""

import json
import sys
import time
import warnings

import numpy as np
import umap

warnings.filterwarnings("ignore")
rows, columns = int(sys.argv[1]), int(sys.argv[2])
points = np.fromfile(sys.argv[3], np.float32).reshape(rows, columns)
# Above 4,096 points it searches neighbours in another way, which is compiled apart.
warm = points if rows > 4096 else points[: max(200, rows // 4)]
umap.UMAP(n_epochs=5).fit_transform(warm)
start = time.perf_counter()
places = umap.UMAP().fit_transform(points)
seconds = time.perf_counter() - start
places.astype(np.float32).tofile(sys.argv[4])
print(json.dumps({"name": f"umap-learn {umap.__version__}", "seconds": seconds}))
