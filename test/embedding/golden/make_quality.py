"""Writes quality.json: numbers of scikit-learn and scipy that test/embedding/quality compares wt-dfn's with.

pip install numpy scipy scikit-learn
python test/embedding/golden/make_quality.py
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.metrics import silhouette_score
from sklearn.model_selection import LeaveOneGroupOut, LeaveOneOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

METRICS = {"euclidean": "euclidean", "cosine": "cosine", "manhattan": "cityblock", "correlation": "correlation"}
random = np.random.default_rng(20221105)


def rounded(values):
    """As 32-bit numbers with few digits: both sides read the same points."""
    return np.round(values, 4).astype(np.float32)


def recall(points, embedding, k):
    def neighbours(rows):
        distances = np.linalg.norm(rows[:, None].astype(float) - rows[None].astype(float), axis=2)
        np.fill_diagonal(distances, np.inf)
        return np.argsort(distances, axis=1)[:, :k]

    before, after = neighbours(points), neighbours(embedding)
    return np.mean([len(np.intersect1d(a, b)) / k for a, b in zip(before, after)])


def case(name, people, cells, columns):
    """Cells of some people of two classes: a person's cells lie together, classes a little apart."""
    subjects = np.repeat(np.arange(people), cells)
    labels = subjects % 2
    centres = random.normal(size=(people, columns)) + 0.8 * (np.arange(people) % 2)[:, None]
    points = rounded(centres[subjects] + 0.7 * random.normal(size=(len(subjects), columns)))
    embedding = rounded(PCA(2).fit_transform(points) + 0.3 * random.normal(size=(len(subjects), 2)))
    wide = points.astype(np.float64)
    flat = embedding.astype(np.float64)
    held = random.random(len(subjects)) < 0.25
    return {
        "name": name,
        "columns": columns,
        "points": points.ravel().tolist(),
        "map": embedding.ravel().tolist(),
        "labels": labels.tolist(),
        "subjects": subjects.tolist(),
        "held": np.flatnonzero(held).tolist(),
        "neighbourhoods": [
            {
                "k": k,
                "metric": metric,
                "trustworthiness": trustworthiness(wide, flat, n_neighbors=k, metric=theirs),
                # Continuity is the trustworthiness of the points as a "map" of the map; their map is always Euclidean.
                "continuity": trustworthiness(flat, wide, n_neighbors=k) if metric == "euclidean" else None,
                "recall": recall(points, embedding, k) if metric == "euclidean" else None,
            }
            for k in (5, 15)
            for metric, theirs in METRICS.items()
        ],
        "accuracy": [
            {
                "k": k,
                "leaveOneOut": np.mean(
                    cross_val_predict(KNeighborsClassifier(k), flat, labels, cv=LeaveOneOut()) == labels
                ),
                "leaveSubjectOut": np.mean(
                    cross_val_predict(
                        KNeighborsClassifier(k), flat, labels, groups=subjects, cv=LeaveOneGroupOut()
                    )
                    == labels
                ),
                "held": KNeighborsClassifier(k).fit(flat[~held], labels[~held]).score(flat[held], labels[held]),
            }
            for k in (1, 4, 15)
        ],
        "silhouette": {
            metric: {
                "labels": silhouette_score(wide, labels, metric=theirs),
                "subjects": silhouette_score(wide, subjects, metric=theirs),
            }
            for metric, theirs in METRICS.items()
        },
        "spearman": {
            metric: spearmanr(pdist(wide, theirs), pdist(flat)).statistic for metric, theirs in METRICS.items()
        },
    }


golden = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "cases": [case("few people", 6, 15, 8), case("many people", 20, 9, 30)],
}
path = pathlib.Path(__file__).with_name("quality.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
