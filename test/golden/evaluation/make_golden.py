"""Writes golden.json: scores of scikit-learn and scipy that test/evaluation compares wt-dfn's with.

pip install numpy scipy scikit-learn
python test/golden/evaluation/make_golden.py
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy import optimize, stats
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
random = np.random.default_rng(20220501)


def clean(value):
    """Nested numbers for JSON, NaN and infinities as null."""
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return value


def scores_at(labels, scores, threshold):
    decisions = (scores >= threshold).astype(int)
    both = {"labels": [0, 1], "zero_division": 0}
    return {
        "threshold": threshold,
        "confusion": metrics.confusion_matrix(labels, decisions, labels=[0, 1]),
        "accuracy": metrics.accuracy_score(labels, decisions),
        "weightedF1": metrics.f1_score(labels, decisions, average="weighted", **both),
        "macroF1": metrics.f1_score(labels, decisions, average="macro", **both),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, decisions),
        "sensitivity": metrics.recall_score(labels, decisions, zero_division=np.nan),
        "specificity": metrics.recall_score(labels, decisions, pos_label=0, zero_division=np.nan),
        "precision": metrics.precision_score(labels, decisions, zero_division=0),
        "negativePredictiveValue": metrics.precision_score(labels, decisions, pos_label=0, zero_division=0),
        "f1": metrics.f1_score(labels, decisions, zero_division=0),
        "mcc": metrics.matthews_corrcoef(labels, decisions),
        "kappa": metrics.cohen_kappa_score(labels, decisions, labels=[0, 1]),
    }


def expected_calibration_error(labels, scores, strategy):
    bins = np.linspace(0, 1, 11)
    if strategy == "quantile":
        bins = np.percentile(scores, bins * 100)
    ids = np.searchsorted(bins[1:-1], scores)
    return sum(
        np.sum(ids == b) / len(scores) * abs(scores[ids == b].mean() - labels[ids == b].mean())
        for b in range(10)
        if np.any(ids == b)
    )


def binary_case(name, labels, scores):
    labels = np.asarray(labels)
    scores = np.asarray(scores, dtype=np.float64)
    has_both = len(np.unique(labels)) == 2
    fpr, tpr, roc_thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
    precision, recall, pr_thresholds = metrics.precision_recall_curve(labels, scores)
    return {
        "name": name,
        "labels": labels,
        "scores": scores,
        "auroc": metrics.roc_auc_score(labels, scores) if has_both else None,
        # scikit-learn says 0 without positive cells; wt-dfn says that it is undefined.
        "averagePrecision": metrics.average_precision_score(labels, scores) if labels.any() else None,
        "brier": metrics.brier_score_loss(labels, scores),
        "logLoss": metrics.log_loss(labels, np.stack([1 - scores, scores], axis=1), labels=[0, 1]),
        "ece": expected_calibration_error(labels, scores, "uniform"),
        "eceEqualMass": expected_calibration_error(labels, scores, "quantile"),
        "reliability": calibration_curve(labels, scores, n_bins=10, strategy="uniform") if has_both else None,
        "reliabilityEqualMass": calibration_curve(labels, scores, n_bins=10, strategy="quantile")
        if has_both
        else None,
        "roc": {"fpr": fpr, "tpr": tpr, "thresholds": roc_thresholds},
        "pr": {"precision": precision[::-1], "recall": recall[::-1], "thresholds": pr_thresholds[::-1]},
        "decisions": [scores_at(labels, scores, threshold) for threshold in (0.5, 0.3, 0.9)],
    }


def binary_cases():
    n = 120
    labels = random.integers(0, 2, n)
    good = 1 / (1 + np.exp(-(random.normal(size=n) + 2 * labels - 1)))
    rare = (random.random(90) < 0.1).astype(int)
    return [
        binary_case("informative scores", labels, good),
        binary_case("many ties", labels, np.round(good, 1)),
        binary_case("uninformative scores", labels, random.random(n)),
        binary_case("rare positives", rare, random.random(90) ** 2),
        binary_case("all scores equal", [0, 1, 1, 0, 1], [0.5] * 5),
        binary_case("all scores below 0.5: no predicted positive", [0, 1, 1, 0], [0.1, 0.2, 0.05, 0.3]),
        binary_case("perfect, with certain probabilities", [0, 0, 1, 1, 1], [0.0, 0.0, 1.0, 1.0, 1.0]),
        binary_case("reversed, with certain probabilities", [1, 1, 0, 0, 0], [0.0, 0.0, 1.0, 1.0, 1.0]),
        binary_case("only positive cells", [1, 1, 1], [0.2, 0.9, 0.6]),
        binary_case("only negative cells", [0, 0, 0], [0.2, 0.9, 0.6]),
        binary_case("one cell", [1], [0.7]),
    ]


def three_classes():
    labels = random.integers(0, 3, 60)
    decisions = np.where(random.random(60) < 0.6, labels, random.integers(0, 3, 60))
    logits = random.normal(size=(60, 3)) + 2 * np.eye(3)[labels]
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return {
        "labels": labels,
        "decisions": decisions,
        "probabilities": probabilities,
        "confusion": metrics.confusion_matrix(labels, decisions),
        "weightedF1": metrics.f1_score(labels, decisions, average="weighted"),
        "macroF1": metrics.f1_score(labels, decisions, average="macro"),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, decisions),
        "mcc": metrics.matthews_corrcoef(labels, decisions),
        "kappa": metrics.cohen_kappa_score(labels, decisions),
        "perClass": metrics.precision_recall_fscore_support(labels, decisions)[:3],
        "logLoss": metrics.log_loss(labels, probabilities),
    }


def correlation_case(x, y):
    return {
        "x": x,
        "y": y,
        "pearson": stats.pearsonr(x, y).statistic,
        "spearman": stats.spearmanr(x, y).statistic,
    }


def correlations():
    x = random.normal(size=80)
    counts = random.integers(0, 4, 50)
    return [
        correlation_case(x, x**3 + random.normal(size=80)),
        correlation_case(np.round(x, 1), np.round(random.normal(size=80), 0)),
        correlation_case(counts.astype(float), -counts.astype(float) * 2 + 1),
    ]


def weighted_correlation():
    """A cell that counts w times is the same as w equal cells."""
    x = np.round(random.normal(size=40), 1)
    y = np.round(x + random.normal(size=40), 1)
    weights = random.integers(0, 4, 40)
    many = (np.repeat(x, weights), np.repeat(y, weights))
    return {**correlation_case(*many), "x": x, "y": y, "weights": weights}


def logistic_cases():
    cases = []
    for name, c, width in (("C = 1", 1.0, 4), ("C = 0.01", 0.01, 4), ("one feature", 1.0, 1)):
        features = random.normal(size=(150, width)) * [100.0, 1.0, 0.01, 5.0][:width] + 50
        labels = (features[:, 0] - 50 + 80 * random.normal(size=150) > 20).astype(int)
        cases.append(logistic_case(name, features, labels, c))
    line = np.arange(20.0)[:, None]
    cases.append(logistic_case("separable", line, (line[:, 0] >= 10).astype(int), 1.0))
    flat = np.concatenate([random.normal(size=(40, 1)), np.full((40, 1), 3.0)], axis=1)
    cases.append(logistic_case("a feature that does not vary", flat, (flat[:, 0] > 0.3).astype(int), 1.0))
    return cases


def logistic_case(name, features, labels, c):
    scaler = StandardScaler().fit(features)
    rows = scaler.transform(features)
    model = LogisticRegression(C=c, tol=1e-14, solver="newton-cholesky", max_iter=1000).fit(rows, labels)
    return {
        "name": name,
        "c": c,
        "width": features.shape[1],
        "features": features.ravel(),
        "labels": labels,
        "coefficients": model.coef_[0],
        "intercept": model.intercept_[0],
        "probabilities": model.predict_proba(rows)[:, 1],
    }


def temperature_case():
    labels = random.integers(0, 2, 200)
    margin = 6 * (random.normal(size=200) + labels - 0.5)
    probabilities = np.stack([1 / (1 + np.exp(margin)), 1 / (1 + np.exp(-margin))], axis=1)
    logs = np.log(probabilities)

    def loss(beta):
        scaled = np.exp(beta * logs)
        return -np.log(scaled[np.arange(200), labels] / scaled.sum(axis=1)).mean()

    found = optimize.minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-12})
    return {"labels": labels, "probabilities": probabilities.ravel(), "temperature": 1 / found.x, "loss": found.fun}


def bca_case():
    """An unpaired two-sample difference of means, with the replicates that scipy drew."""
    a, b = random.exponential(size=25), random.exponential(size=18) + 0.4
    def difference(x, y, axis=-1):
        return x.mean(axis=axis) - y.mean(axis=axis)
    def run(method):
        return stats.bootstrap(
            (a, b), difference, method=method, n_resamples=999, rng=np.random.default_rng(7), vectorized=True
        )
    bca, percentile = run("BCa"), run("percentile")
    return {
        "value": difference(a, b),
        "jackknife": [
            [difference(np.delete(a, i), b) for i in range(len(a))],
            [difference(a, np.delete(b, i)) for i in range(len(b))],
        ],
        "replicates": bca.bootstrap_distribution,
        "bca": [bca.confidence_interval.low, bca.confidence_interval.high],
        "percentile": [percentile.confidence_interval.low, percentile.confidence_interval.high],
    }


def wilson_case(hits, total, confidence):
    interval = stats.binomtest(hits, total).proportion_ci(confidence_level=confidence, method="wilson")
    return {"hits": hits, "total": total, "confidence": confidence, "low": interval.low, "high": interval.high}


golden = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "binary": binary_cases(),
    "threeClasses": three_classes(),
    "correlations": correlations(),
    "weightedCorrelation": weighted_correlation(),
    "logistic": logistic_cases(),
    "temperature": temperature_case(),
    "bca": bca_case(),
    "wilson": [wilson_case(*case) for case in ((3, 3, 0.95), (0, 5, 0.95), (7, 20, 0.95), (50, 60, 0.9))],
    "normal": {
        "x": [-8.0, -3.0, -1.96, -0.5, 0.0, 0.1, 2.5, 6.0],
        "cumulative": stats.norm.cdf([-8.0, -3.0, -1.96, -0.5, 0.0, 0.1, 2.5, 6.0]),
        "p": [1e-9, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9999],
        "quantile": stats.norm.ppf([1e-9, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9999]),
    },
}
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps(clean(golden)) + "\n")
