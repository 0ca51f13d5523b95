"""Golden numbers of the embedding's UMAP and its initialisations, from umap-learn, scikit-learn and scipy.

pip install umap-learn==0.5.12 scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6, then: python make_umap.py
Writes umap.json and digits.json beside itself.
"""

import json
import os
import warnings

import numpy as np
import scipy.sparse.linalg
import umap
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import (
    discrete_metric_simplicial_set_intersection,
    find_ab_params,
    fuzzy_simplicial_set,
    smooth_knn_dist,
)

warnings.filterwarnings("ignore")
here = os.path.dirname(os.path.abspath(__file__))


def rounded(values, digits=7):
    """Nested lists of numbers with so many significant digits."""
    return [float(f"%.{digits}g" % v) if np.isscalar(v) else rounded(v, digits) for v in np.asarray(values)]


def write(name, value):
    with open(os.path.join(here, name), "w") as file:
        json.dump(value, file, separators=(",", ":"))
        file.write("\n")


def positive_peak(columns):
    """Each column turned so that its largest entry in size is positive."""
    peak = columns[np.abs(columns).argmax(axis=0), np.arange(columns.shape[1])]
    return columns * np.sign(peak)


def label_accuracy(places, labels, against=None, known=None, k=5):
    """Share of points whose k nearest others on the map have the point's label for their commonest (lowest of equals)."""
    own = against is None
    search = NearestNeighbors(n_neighbors=k + own).fit(places if own else against)
    found = search.kneighbors(places, return_distance=False)[:, int(own):]
    labels_found = (labels if own else known)[found]
    votes = [np.bincount(row).argmax() for row in labels_found]
    return float(np.mean(np.array(votes) == labels))


# A sheet of 120 points, rolled up in four dimensions: one piece, its first eigenvalues apart.
rng = np.random.default_rng(5)
turn = np.sort(rng.uniform(0, 3, 120))
points = np.stack(
    [turn * np.cos(turn), turn * np.sin(turn), rng.uniform(0, 0.9, 120), rng.normal(0, 0.05, 120)], axis=1
).round(3).astype(np.float32)
labels = (turn > 1.6).astype(int)
labels[::7] = -1
k = 8
search = NearestNeighbors(n_neighbors=k).fit(points)
distances, indices = search.kneighbors(points)
distances = distances.astype(np.float32)


def entries(graph):
    graph = graph.tocsr()
    graph.sort_indices()
    graph = graph.tocoo()
    return {"rows": graph.row.tolist(), "columns": graph.col.tolist(), "values": rounded(graph.data)}


def graph_of(**options):
    return fuzzy_simplicial_set(
        points, k, random_state=np.random.RandomState(0), metric="euclidean", knn_indices=indices, knn_dists=distances, **options
    )[0]


smooth = []
for connectivity in (1.0, 2.5):
    sigmas, rhos = smooth_knn_dist(distances, float(k), local_connectivity=connectivity)
    smooth.append({"localConnectivity": connectivity, "sigmas": rounded(sigmas), "rhos": rounded(rhos)})

graph = graph_of()
supervised = discrete_metric_simplicial_set_intersection(graph.copy(), labels, far_dist=2.5 / (1 - 0.5))

dense = graph.toarray().astype(np.float64)
degrees = dense.sum(axis=0)
normalised = dense / np.sqrt(np.outer(degrees, degrees))
values, vectors = scipy.sparse.linalg.eigsh(scipy.sparse.csr_matrix(normalised), k=4, which="LA", tol=0)
order = np.argsort(-values)[1:]
symmetric = positive_peak(vectors[:, order])
walk = positive_peak(vectors[:, order] / np.sqrt(degrees)[:, None])

digits = load_digits()
pixels = digits.data.astype(np.float32)
write(
    "digits.json",
    {
        "pixels": "".join("0123456789abcdefg"[int(value)] for value in digits.data.ravel()),
        "labels": "".join(str(label) for label in digits.target),
    },
)


def pca_of(rows, components):
    fit = PCA(n_components=components, svd_solver="full").fit(rows)
    loadings = fit.components_.T
    sign = np.sign(loadings[np.abs(loadings).argmax(axis=0), np.arange(components)])
    return fit.transform(rows) * sign


narrow = pca_of(digits.data, 3)
wide = pca_of(digits.data.ravel()[: 448 * 256].reshape(448, 256), 2)

maps = [umap.UMAP(random_state=seed).fit_transform(pixels) for seed in range(3)]
train, test = slice(0, 1500), slice(1500, None)
placed = []
for seed in range(3):
    fitted = umap.UMAP(random_state=seed).fit(pixels[train])
    placed.append(
        label_accuracy(fitted.transform(pixels[test]), digits.target[test], fitted.embedding_, digits.target[train])
    )

write(
    "umap.json",
    {
        "versions": {"umap-learn": umap.__version__},
        "curves": [
            {"spread": s, "minDist": m, "a": float(a), "b": float(b)}
            for s, m in ((1.0, 0.1), (1.0, 0.0), (1.0, 0.5), (0.5, 0.05), (2.0, 0.3), (5.0, 1.0))
            for a, b in (find_ab_params(s, m),)
        ],
        "points": rounded(points),
        "labels": labels.tolist(),
        "nNeighbors": k,
        "indices": indices.tolist(),
        "distances": rounded(distances, 8),
        "smooth": smooth,
        "union": entries(graph),
        "mixed": entries(graph_of(set_op_mix_ratio=0.3, local_connectivity=2.5)),
        "supervised": entries(supervised),
        "spectral": {
            "eigenvalues": rounded(values[order]),
            "symmetric": rounded(symmetric),
            "randomWalk": rounded(walk),
        },
        "pca": {"narrow": rounded(narrow[::40]), "wide": rounded(wide[::10])},
        "digits": {
            "accuracy": [label_accuracy(places, digits.target) for places in maps],
            "placed": placed,
        },
    },
)
