"""Golden numbers of openTSNE 1.0.4 for the tests of lib/embedding/affinities, tsne and initialisation.

    pip install openTSNE==1.0.4 scikit-learn numpy
    python test/embedding/golden/make_tsne.py

Writes tsne.json; digits.json, the same data for the tests, is make_umap.py's. Neighbours are exact, those at one distance in the order of their index, as in lib/embedding.

Random positions are RandomState(3)'s, and the three whole maps have the seeds 0 to 2. A second run, whole, with scikit-learn
1.9.1 on two threads gave every number again, but those of the whole maps up to 1e-13 (sums over threads).
"""
import json
import pathlib

import numpy as np
import openTSNE
from openTSNE import TSNE, affinity, initialization, nearest_neighbors
from openTSNE.tsne import kl_divergence_bh
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness

HERE = pathlib.Path(__file__).parent
assert openTSNE.__version__ == "1.0.4"

digits = load_digits()


class ExactIndex(nearest_neighbors.KNNIndex):
    """Every pair; of those at one distance the lower index first."""

    VALID_METRICS = ["euclidean", "cosine"]

    def distances(self, a, b):
        if self.metric == "cosine":
            a = a / np.linalg.norm(a, axis=1)[:, None]
            b = b / np.linalg.norm(b, axis=1)[:, None]
            return 1 - a @ b.T
        return np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2))

    def build(self):
        d = self.distances(self.data, self.data)
        np.fill_diagonal(d, np.inf)
        return self.nearest(d, self.k)

    def query(self, query, k):
        return self.nearest(self.distances(query, self.data), k)

    @staticmethod
    def nearest(d, k):
        order = np.argsort(d, axis=1, kind="stable")[:, :k]
        return order, np.take_along_axis(d, order, axis=1)


def rounded(values):
    return [float(f"{value:.10g}") for value in np.ravel(values)]


def summary(P, rows):
    """A sparse matrix by its entries' number, its rows' sums, and a few rows."""
    P = P.tocsr().copy()
    P.sort_indices()
    return {
        "entries": int(P.nnz),
        "rowSums": rounded(P.sum(axis=1)),
        "rows": {
            str(i): {
                "columns": P.indices[P.indptr[i] : P.indptr[i + 1]].tolist(),
                "values": rounded(P.data[P.indptr[i] : P.indptr[i + 1]]),
            }
            for i in rows
        },
    }


x = digits.data[:300]
new = digits.data[300:320]
SHOWN = [0, 57, 299]
NEW_SHOWN = [0, 19]


def index(data, k, metric="euclidean"):
    return ExactIndex(data, k, metric=metric)


def both(made, **to_new):
    return {"P": summary(made.P, SHOWN), "toNew": summary(made.to_new(new, **to_new), NEW_SHOWN)}


golden = {"affinities": {}}
a = golden["affinities"]
standard = affinity.PerplexityBasedNN(perplexity=30, knn_index=index(x, 90))
a["perplexity30"] = both(standard)
lower = affinity.PerplexityBasedNN(perplexity=30, knn_index=index(x, 90))
lower.set_perplexity(10)
a["set10"] = {"P": summary(lower.P, SHOWN)}
a["cosine"] = {"P": summary(affinity.PerplexityBasedNN(perplexity=30, knn_index=index(x, 90, "cosine")).P, SHOWN)}
a["unsymmetric"] = {
    "P": summary(affinity.PerplexityBasedNN(perplexity=30, symmetrize=False, knn_index=index(x, 90)).P, SHOWN)
}
few = x[:40]
a["tooLarge"] = {"P": summary(affinity.PerplexityBasedNN(perplexity=50, knn_index=index(few, 39)).P, [0, 39])}
a["fixedSigma"] = both(affinity.FixedSigmaNN(sigma=10, k=30, knn_index=index(x, 30)))
a["multiscale"] = both(affinity.Multiscale(perplexities=[10, 40], knn_index=index(x, 120)))
# openTSNE searches each scale's bandwidth in the bracket that the scale before has left, which starts at 1: where 1 lies
# beyond it, the search cannot come to its end. Small distances keep 1 within it.
small = affinity.MultiscaleMixture(perplexities=[10, 40], knn_index=index(x / 1024, 120))
a["mixture"] = {
    "P": summary(small.P, SHOWN),
    "toNew": summary(small.to_new(new / 1024), NEW_SHOWN),
}
a["uniformMax"] = both(affinity.Uniform(k_neighbors=15, symmetrize="max", knn_index=index(x, 15)))
a["uniformMean"] = {"P": summary(affinity.Uniform(k_neighbors=15, symmetrize="mean", knn_index=index(x, 15)).P, SHOWN)}

# The exact gradient and KL divergence: Barnes-Hut that looks into every cell.
golden["gradient"] = []
random = np.random.RandomState(3)
for dimensions, dof, spread in [(2, 1, 8), (2, 0.5, 8), (2, 2, 5), (1, 1, 40), (3, 1, 4)]:
    y = np.round(random.normal(0, spread, (300, dimensions)), 3)
    kl, gradient = kl_divergence_bh(
        y, standard.P, dof=dof, bh_params={"theta": 0}, should_eval_error=True, n_jobs=1
    )
    golden["gradient"].append(
        {
            "dimensions": dimensions,
            "dof": dof,
            "positions": rounded(y),
            "gradient": rounded(gradient[:40]),
            "kl": kl,
        }
    )

# New points against a map: gradient, KL divergence and starting places.
map_ = np.round(random.normal(0, 8, (300, 2)), 3)
at = np.round(random.normal(0, 6, (20, 2)), 3)
P, neighbours, distances = standard.to_new(new, perplexity=5, return_distances=True)
kl, gradient = kl_divergence_bh(
    at, P, dof=1, bh_params={"theta": 0}, reference_embedding=map_, should_eval_error=True, n_jobs=1
)
golden["partial"] = {
    "map": rounded(map_),
    "positions": rounded(at),
    "gradient": rounded(gradient),
    "kl": kl,
    "median": rounded(initialization.median(map_, neighbours[:, :25])),
    "weighted": rounded(initialization.weighted_mean(new, map_, neighbours[:, :25], distances[:, :25])),
}


# Whole maps of the digits.
def label_accuracy(y, labels, among=None, among_labels=None, k=10):
    """How many points have the label that most of their k nearest others in the map have; of equals the lowest."""
    itself = among is None
    among, among_labels = (y, labels) if itself else (among, among_labels)
    d = ((y[:, None, :] - among[None, :, :]) ** 2).sum(axis=2)
    if itself:
        np.fill_diagonal(d, np.inf)
    order = np.argsort(d, axis=1, kind="stable")[:, :k]
    votes = np.array([np.bincount(among_labels[row], minlength=10).argmax() for row in order])
    return float((votes == labels).mean())


runs = []
for seed in range(3):
    map_ = TSNE(random_state=seed, n_jobs=2, neighbors="exact").fit(digits.data)
    exact, _ = kl_divergence_bh(
        np.asarray(map_), map_.affinities.P, dof=1, bh_params={"theta": 0}, should_eval_error=True, n_jobs=2
    )
    first = TSNE(random_state=seed, n_jobs=2, neighbors="exact").fit(digits.data[:1500])
    placed = first.transform(digits.data[1500:])
    runs.append(
        {
            "kl": exact,
            "accuracy": label_accuracy(np.asarray(map_), digits.target),
            "trustworthiness": float(trustworthiness(digits.data, np.asarray(map_), n_neighbors=15)),
            "placed": label_accuracy(
                np.asarray(placed), digits.target[1500:], np.asarray(first), digits.target[:1500]
            ),
        }
    )
golden["digits"] = runs

(HERE / "tsne.json").write_text(json.dumps(golden) + "\n")
print(json.dumps(runs, indent=1))
