"""The peers of embedding-neighbours-once.ts: ROWS COLUMNS K METHOD THREADS; prints one JSON line.

pip install scikit-learn pynndescent
"""

import json
import os
import resource
import sys
import time

rows, columns, k = map(int, sys.argv[1:4])
method, threads = sys.argv[4], int(sys.argv[5])
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"]:
    os.environ[name] = str(threads)

import numpy as np  # noqa: E402 (after the numbers of threads)

# As benchPoints makes them, but for the generator's own numbers.
random = np.random.default_rng(1)
sheet = random.standard_normal((12, columns))
places = 2 * random.standard_normal((20, 12))[np.arange(rows) % 20] + random.standard_normal((rows, 12))
points = (places @ sheet + 0.1 * (random.random((rows, columns)) - 0.5)).astype(np.float32)


def search():
    if method == "exact":
        from sklearn.neighbors import NearestNeighbors

        return NearestNeighbors(n_neighbors=k, algorithm="brute", n_jobs=threads).fit(points).kneighbors()
    import pynndescent

    # It counts a row as its own first neighbour.
    return pynndescent.NNDescent(points, n_neighbors=k + 1, random_state=1, n_jobs=threads).neighbor_graph


seconds = []
for _ in range(2):
    begin = time.perf_counter()
    search()
    seconds.append(time.perf_counter() - begin)
name = "scikit-learn, brute force" if method == "exact" else "pynndescent"
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
print(json.dumps({"name": name, "seconds": min(seconds), "residentMegabytes": memory}))
