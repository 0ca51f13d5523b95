"""Writes pca.json: principal components of scikit-learn's digits that test/embedding/principal-components compares with.

pip install numpy scikit-learn
python test/embedding/golden/make_pca.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

pixels = load_digits().data


def case(rows, columns, n):
    """The first rows * columns pixels as so many rows; axes turned so that the largest entry in size is positive."""
    points = pixels.ravel()[: rows * columns].reshape(rows, columns)
    # The first half is fitted, the other half projected.
    train, test = points[: rows // 2], points[rows // 2 :]
    fit = PCA(n_components=n, svd_solver="full").fit(train)
    axes = fit.components_
    sign = np.sign(axes[np.arange(n), np.abs(axes).argmax(axis=1)])
    every = max(1, len(test) // 6)
    return {
        "rows": rows,
        "columns": columns,
        "n": n,
        "every": every,
        "shares": fit.explained_variance_ratio_.round(12).tolist(),
        "axes": [(sign[c] * axes[c])[:64].round(9).tolist() for c in (0, n // 2, n - 1)],
        "projected": (sign * fit.transform(test))[::every].round(7).tolist(),
    }


golden = {
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    # few columns; columns beyond 48, by iteration; fewer rows than columns
    "cases": [case(3594, 32, 10), case(448, 256, 50), case(140, 512, 50)],
}
path = pathlib.Path(__file__).with_name("pca.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
