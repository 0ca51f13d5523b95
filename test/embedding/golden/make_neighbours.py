"""Neighbours by scikit-learn's brute force, for test/embedding/neighbours/golden.test.ts.

    pip install scikit-learn==1.9.1
    python test/embedding/golden/make_neighbours.py

Points come from a formula in whole numbers, so that both sides have the same bits. `offset` puts them far from 0, where
the dot-product form of the distance has no digits left in single precision. scikit-learn gets them in double precision.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.neighbors import NearestNeighbors

CASES = [
    {"rows": 60, "columns": 3, "offset": 0, "k": 7},
    {"rows": 120, "columns": 20, "offset": 0, "k": 15},
    {"rows": 120, "columns": 20, "offset": 10000, "k": 15},
]


def points(rows, columns, offset):
    i = np.arange(rows * columns, dtype=np.int64)
    return (offset + (i * i * 7919 + i * 104729) % 10007 / 4096).astype(np.float32).astype(np.float64)


def main():
    out = {"made by": f"scikit-learn {sklearn.__version__}", "cases": []}
    for case in CASES:
        x = points(case["rows"], case["columns"], case["offset"]).reshape(case["rows"], case["columns"])
        for metric in ["euclidean", "cosine", "manhattan", "correlation"]:
            if case["offset"] and metric == "cosine":
                continue  # 1 - cos is 1e-8 there: scikit-learn's own digits are gone
            search = NearestNeighbors(n_neighbors=case["k"], algorithm="brute", metric=metric).fit(x)
            distances, indices = search.kneighbors()
            out["cases"].append(
                {
                    **case,
                    "metric": metric,
                    "indices": indices.ravel().tolist(),
                    "distances": [float(f"{d:.9g}") for d in distances.ravel()],
                }
            )
    Path(__file__).with_name("neighbours.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
