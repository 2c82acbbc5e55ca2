"""Fit the confidence: `python calibrate.py --corpus train.jsonl --scorer score.py --numbers NUMBERS --out ../weights/calibration.txt`.

Logistic regression (Platt 1999) of "content and speaker mention are both right" on the numbers that the binary prints (example `numbers`),
over the training documents that were held out of training (every 14th). Right means what the scorer calls a pair: Jaccard
0.5 of the words of both, matched one to one. Fitted by Newton's method with a little ridge; no other package than numpy.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

from train import held_out, load_scorer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpora"))
import predict  # noqa: E402

NAMES = ["constant", "anchor", "valid", "content_mean", "content_least", "speaker_mean", "speaker_least", "nobody", "edge",
         "direct", "mixed", "nested", "continued"]


def numbers(tool, docs):
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for i, d in enumerate(docs):
            names.append(f"{folder}/{i:04}.txt")
            with open(names[-1], "w", encoding="utf-8", newline="") as f:
                f.write(d["text"])
        out = subprocess.run([tool] + names, capture_output=True, check=True).stdout
    return [json.loads(line) for line in out.decode("utf-8").splitlines()]


def rows(scorer, doc, found):
    """(inputs, right) of every finding without parent."""
    data = doc["text"].encode("utf-8")
    point = lambda b: len(data[:b].decode("utf-8"))
    view = scorer.Doc(doc["text"])
    top = [f for f in found if f["parent"] is None]
    pred = []
    for f in top:
        mentions = [s for m in f["speakers"] for s in m]
        source = [[point(min(s for s, _ in mentions)), point(max(e for _, e in mentions))]] if mentions else []
        cue = [[point(s) for s in f["cue"]]] if f["cue"] else []
        content = predict.with_object(doc["text"], cue, [[point(s), point(e)] for s, e in f["content"]])
        pred.append(scorer.Item(view, {"content": content, "source": source, "cue": []}))
    gold = [g for g in (scorer.Item(view, a) for a in doc["attributions"]) if g.words["content"]]
    rule = lambda g, p: scorer.content50(g, p) and scorer.same_source(g, p)
    right = {p for _, p in scorer.match(gold, pred, rule)}
    return [(f["inputs"], i in right) for i, f in enumerate(top)]


def fit(x, y, ridge=1.0):
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 1e-3
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + np.diag(penalty), x.T @ (y - p) - penalty * w)
        w += step
        if np.abs(step).max() < 1e-8:
            break
    return w


def expected_error(p, y, bins=10):
    at = np.minimum((p * bins).astype(int), bins - 1)
    return sum(abs(p[at == b].mean() - y[at == b].mean()) * (at == b).mean() for b in range(bins) if (at == b).any())


def area(p, y):
    order = p.argsort(kind="stable")
    rank = np.empty(len(p))
    rank[order] = np.arange(1, len(p) + 1)
    for v in np.unique(p):
        rank[p == v] = rank[p == v].mean()
    n = y.sum()
    return (rank[y == 1].sum() - n * (n + 1) / 2) / (n * (len(y) - n))


def precise(p, y, margin):
    """Whether what stands at 0.9 and above is right 95 times in 100 once every logit is lowered by the margin: nobody may be
    credited at high confidence on a fit to a few documents alone."""
    sure = np.log(p / (1 - p)) - margin >= np.log(9)
    return y[sure].mean() >= 0.95


def main():
    ap = argparse.ArgumentParser()
    for k in ("corpus", "scorer", "tool", "out"):
        ap.add_argument("--" + k, required=True)
    ap.add_argument("--all", action="store_true", help="fit on every document of the corpus file, not only the held-out ones")
    args = ap.parse_args()
    scorer = load_scorer(args.scorer)
    docs = list(scorer.read(args.corpus).values())
    docs = docs if args.all else held_out(docs)[0]
    found = numbers(args.tool, docs)
    data = [r for d, n in zip(docs, found) for r in rows(scorer, d, n["findings"])]
    x, y = np.array([r[0] for r in data], float), np.array([r[1] for r in data], float)
    fold = np.array([i % 5 for i, (d, n) in enumerate(zip(docs, found)) for _ in rows(scorer, d, n["findings"])])
    p = np.zeros(len(y))
    for k in range(5):
        p[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], y[fold != k])))
    sure = p >= 0.9
    print(f"{len(docs)} documents, {len(y)} findings, right {y.mean():.3f}; five-fold: expected error {expected_error(p, y):.3f}, "
          f"area {area(p, y):.3f}, at 0.9 precision {y[sure].mean():.3f} with {sure.mean():.3f} of the findings")
    w = fit(x, y)
    margin = next(m for m in np.arange(0, 2, 0.05) if precise(p, y, m))
    shifted = 1 / (1 + np.exp(margin - np.log(p / (1 - p))))
    sure = shifted >= 0.9
    print(f"margin {margin:.2f}: expected error {expected_error(shifted, y):.3f}, at 0.9 precision {y[sure].mean():.3f} with {sure.mean():.3f}")
    w[0] -= margin
    with open(args.out, "w", encoding="utf-8") as f:
        f.write("# Logistic regression of \"content and speaker mention are right\", by training/calibrate.py on held-out documents.\n")
        f.writelines(f"{n}\t{v:.5f}\n" for n, v in zip(NAMES, w))


if __name__ == "__main__":
    main()
