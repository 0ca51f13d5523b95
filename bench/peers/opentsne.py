"""openTSNE's half of bench/embedding-tsne.ts: fits one file of points and prints a line of JSON.

    python bench/peers/opentsne.py POINTS.f32 ROWS COLUMNS OUT.f32
"""
import json
import resource
import sys
import time

import numpy as np
from openTSNE import TSNE

path, rows, columns, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
x = np.fromfile(path, dtype=np.float32).reshape(rows, columns)
begin = time.perf_counter()
used = time.process_time()
y = TSNE(n_jobs=2, random_state=0).fit(x)
seconds = time.perf_counter() - begin
np.asarray(y, dtype=np.float32).tofile(out)
print(
    json.dumps(
        {
            "seconds": seconds,
            "processorSeconds": time.process_time() - used,
            "kl": float(y.kl_divergence),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
