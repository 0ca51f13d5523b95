"""Writes golden.json: a comparison of two groups of runs, which test/evaluation/compare holds wt-dfn's against.

Everything is done anew with numpy, scikit-learn (scores under weights) and statsmodels (Holm); only the generator that
draws people is written out here after pure-rand's xoroshiro128+, so that both sides see the same draws.

pip install numpy scikit-learn statsmodels
python test/golden/comparison/make_golden.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
import statsmodels
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score
from statsmodels.stats.multitest import multipletests

warnings.filterwarnings("ignore")
random = np.random.default_rng(20220112)
REPLICATES, SEED, TOLERANCE = 200, 5, 0.05
MASK = 0xFFFFFFFF


class Xoroshiro:
    """pure-rand's xoroshiro128+ on 32-bit halves, begun as Random.derive(seed, 'bootstrap') does."""

    def __init__(self, seed, label):
        value = 0x811C9DC5
        for char in f"{seed}\u001f{label}":
            value = ((value ^ ord(char)) * 0x01000193) & MASK
        self.s01, self.s00, self.s11, self.s10 = MASK, ~value & MASK, value, 0
        for _ in range(4):
            self.next()

    def next(self):
        out = (self.s00 + self.s10) & MASK
        a0, a1, s00, s01 = self.s10 ^ self.s00, self.s11 ^ self.s01, self.s00, self.s01
        self.s00 = ((s00 << 24) ^ (s01 >> 8) ^ a0 ^ (a0 << 16)) & MASK
        self.s01 = ((s01 << 24) ^ (s00 >> 8) ^ a1 ^ ((a1 << 16) | (a0 >> 16))) & MASK
        self.s10 = ((a1 << 5) ^ (a0 >> 27)) & MASK
        self.s11 = ((a0 << 5) ^ (a1 >> 27)) & MASK
        return out

    def uniform(self):
        return self.next() / 2**32


CELLS = 90
subjects = np.array([f"S{i % 15}" for i in range(CELLS)])
# One person (S14) has cells of both classes.
labels = np.array([(i // 15) % 2 if i % 15 == 14 else (i % 15) % 2 for i in range(CELLS)])
ids = np.array([f"cell-{i:03d}" for i in range(CELLS)])
areas = np.round(2000 + 250 * labels + random.normal(0, 300, CELLS))
signal = random.normal(0, 1, CELLS) + 0.9 * (2 * labels - 1)


def stream(noise):
    return (1 / (1 + np.exp(-(signal + random.normal(0, noise, CELLS))))).astype(np.float32)


ternary = [{name: stream(noise) for name, noise in (("raw", 0.6), ("crop", 1.0), ("erase", 0.9))} for _ in range(2)]
raw = [{"raw": stream(1.2)} for _ in range(3)]
outline = 1 / (1 + np.exp(-(areas - 2100) / 300))

# --- people
people = list(dict.fromkeys(subjects))
of = np.array([people.index(subject) for subject in subjects])
carried = [sum({1 << int(label) for label in labels[of == c]}) for c in range(len(people))]
groups = [[c for c, bits in enumerate(carried) if bits == stratum] for stratum in (1, 2, 3)]
generator = Xoroshiro(SEED, "bootstrap")
draws = np.zeros((REPLICATES, len(people)), int)
for row in draws:
    for group in groups:
        for _ in group:
            row[group[int(np.floor(generator.uniform() * len(group)))]] += 1


# --- scores
def size_matched(scores, weights):
    won = total = 0.0
    for i in np.flatnonzero(labels == 1):
        for j in np.flatnonzero(labels == 0):
            larger = max(areas[i], areas[j])
            if abs(areas[i] - areas[j]) >= TOLERANCE * larger and areas[i] != areas[j]:
                continue
            weight = weights[i] * weights[j]
            won += weight * (1.0 if scores[i] > scores[j] else 0.5 if scores[i] == scores[j] else 0.0)
            total += weight
    return won / total if total > 0 else np.nan


def score(scores, multiplicity):
    weights = multiplicity[of].astype(float)
    decisions = (scores >= 0.5).astype(int)
    return {
        "weightedF1": f1_score(labels, decisions, average="weighted", sample_weight=weights),
        "auroc": roc_auc_score(labels, scores, sample_weight=weights),
        "balancedAccuracy": balanced_accuracy_score(labels, decisions, sample_weight=weights),
        "sizeMatched": size_matched(scores, weights),
    }


def voted(seed):
    columns = [seed[name].astype(float) for name in ("raw", "crop", "erase") if name in seed]
    return sum(columns) / len(columns)


METRICS = ["weightedF1", "auroc", "balancedAccuracy", "sizeMatched"]
everybody = np.ones(len(people), int)


def judge(seeds):
    whole = [score(seed, everybody) for seed in seeds]
    samples = [[score(seed, row) for seed in seeds] for row in draws]
    return {
        metric: {
            "value": float(np.mean([scores[metric] for scores in whole])),
            "sd": float(np.std([scores[metric] for scores in whole], ddof=1)) if len(seeds) > 1 else None,
            "samples": np.array([np.mean([scores[metric] for scores in row]) for row in samples]),
        }
        for metric in METRICS
    }


def interval(values):
    return [float(end) for end in np.nanpercentile(values, [2.5, 97.5])]


sides = {
    "ternary": judge([voted(seed) for seed in ternary]),
    "raw only": judge([voted(seed) for seed in raw]),
    "outline alone": judge([outline]),
}
differences = []
for of_name, from_name in (("raw only", "ternary"), ("ternary", "outline alone"), ("raw only", "outline alone")):
    for metric in METRICS:
        gaps = sides[of_name][metric]["samples"] - sides[from_name][metric]["samples"]
        gaps = gaps[~np.isnan(gaps)]
        p = 2 * min(1 + np.sum(gaps <= 0), 1 + np.sum(gaps >= 0)) / (len(gaps) + 1)
        low, high = interval(gaps)
        value = sides[of_name][metric]["value"] - sides[from_name][metric]["value"]
        differences.append(
            {"of": of_name, "from": from_name, "metric": metric, "value": value, "low": low, "high": high, "p": min(1.0, float(p))}
        )
for entry, corrected in zip(differences, multipletests([d["p"] for d in differences], method="holm")[1]):
    entry["pHolm"] = float(corrected)

holm_cases = [[0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.2, 0.2], [0.9, 0.001, 0.02, 0.02, 0.6], [1.0, 0.0]]

golden = {
    "made with": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}",
    "replicates": REPLICATES,
    "seed": SEED,
    "ids": ids.tolist(),
    "subjects": subjects.tolist(),
    "labels": labels.tolist(),
    "areas": areas.tolist(),
    "outline": outline.tolist(),
    "ternary": [{name: values.astype(float).tolist() for name, values in seed.items()} for seed in ternary],
    "raw": [{name: values.astype(float).tolist() for name, values in seed.items()} for seed in raw],
    "contenders": {
        name: {
            metric: {
                "value": entry["value"],
                "sd": entry["sd"],
                "low": interval(entry["samples"])[0],
                "high": interval(entry["samples"])[1],
            }
            for metric, entry in scores.items()
        }
        for name, scores in sides.items()
    },
    "differences": differences,
    "holm": [{"p": case, "adjusted": multipletests(case, method="holm")[1].tolist()} for case in holm_cases],
}
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(path, golden["made with"])
