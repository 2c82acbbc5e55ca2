#!/usr/bin/env python3
"""Learns the weights by which `onrecord::check` tells another rendering from a near claim: `paraphrase.py [READINGS.jsonl...] [--write]`.

Pairs are those of `training/data/paraphrases.txt` and of `corpora/paraphrases-seen`, and, where readings are given, claims of reports that are kept out held against the
quotations of the others, none of them a rendering. The example `paraphrases` prints the features of the nearest quotations. Logistic regression, L2,
weights held to the side on which a feature can speak; ten folds by report tell how well, beside a limit on the cosine alone.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TABLE = os.path.join(ROOT, "crates", "onrecord", "data", "paraphrase.tsv")
HEAD = """# Weights of the features by which a quotation says what a claim says; the logistic function of their sum is the probability. check/renders.rs reads it.
# Source: learned by training/paraphrase.py. Licence: CC0-1.0. Date: 2026-11-24
"""
FOR = {"cosine", "second", "shared-of-claim", "shared-of-said"}
AGAINST = {"other-name", "other-number", "turned", "longer"}
# What a claim of a report kept out weighs beside one made by hand.
ABSENT = 0.3


def own():
    """(group, claim, quotations, label) of the pairs written for this."""
    with open(os.path.join(HERE, "data", "paraphrases.txt"), encoding="utf-8") as f:
        for n, line in enumerate(f):
            sign, text = line[:1], line[2:].strip()
            if sign == ":":
                quotation, group = text, f"own {n}"
            elif sign in "+-" and text:
                yield group, text, [quotation], int(sign == "+")


def seen():
    with open(os.path.join(ROOT, "corpora", "paraphrases-seen", "pairs.md"), encoding="utf-8") as f:
        cases = re.split(r"(?m)^## ", f.read())[1:]
    for case in cases:
        report = re.search(r"~~~report\n(.*?)\n~~~", case, re.S)[1]
        for claim, facts in re.findall(r"~~~claim\n(.*?)\n--\n(.*?)\n~~~", case, re.S):
            words = re.search(r"^words (\w+)", facts, re.M)[1]
            said = re.findall(r"“([^”]+)”", report) or re.findall(r'"([^"]+)"', report)
            if words in ("paraphrase", "not_found"):
                yield "seen " + re.sub(r"\W*\d+$", "", case.split("\n")[0]), claim.strip("“”"), said, int(words == "paraphrase")


def absent(files, most=400):
    readings = [json.loads(line) for name in files for line in open(name, encoding="utf-8")]
    readings.sort(key=lambda r: r["document"]["id"])

    def quotations(of):
        for r in of:
            text = r["document"]["text"]
            for q in r["quotations"]:
                words = " ".join(" ".join(text[s["start"]:s["end"]] for s in q["content"]).split())
                if not q["parent"] and q["kind"] != "indirect" and 6 <= len(words.split()) <= 60:
                    yield r["document"]["id"], words
    held = sorted({w for _, w in quotations(r for n, r in enumerate(readings) if n % 5)})
    claims = list(quotations(r for n, r in enumerate(readings) if n % 5 == 0))
    random.Random(3).shuffle(claims)
    for n, (document, words) in enumerate(claims[:most]):
        yield "absent " + document, words, held if n == 0 else None, 0


def ask(command, cases):
    lines = ["\t".join([("*" if said is None else "") + claim, *(said or [])]).replace("\n", " ") for _, claim, said, _ in cases]
    answer = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True).stdout.splitlines()
    names = answer[0].split("\t")[3:]
    rows = [line.split("\t") for line in answer[1:]]
    return names, [(int(r[0]), np.array([float(x) for x in r[3:]])) for r in rows]


def learn(x, y, weight, names, rounds=4000):
    w, m, v = (np.zeros(x.shape[1]) for _ in range(3))
    up, down = (np.array([n in side for n in names]) for side in (FOR, AGAINST))
    for t in range(1, rounds + 1):
        p = 1 / (1 + np.exp(-x @ w))
        g = x.T @ (weight * (p - y)) / weight.sum() + 1e-3 * w * (np.array(names) != "bias")
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= 0.03 * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-9)
        w[up], w[down] = np.maximum(w[up], 0), np.minimum(w[down], 0)
    return w


def table(name, said, y):
    hit = int((said & (y == 1)).sum())
    print(f"{name:34} P {100 * hit / max(1, said.sum()):5.1f} ({said.sum()})  R {100 * hit / max(1, (y == 1).sum()):5.1f} ({(y == 1).sum()})")


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("readings", nargs="*")
    ap.add_argument("--command", nargs="+", default=["cargo", "run", "--release", "-q", "-p", "onrecord", "--example", "paraphrases"])
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    cases = list(own()) + list(seen()) + (list(absent(args.readings)) if args.readings else [])
    names, rows = ask(args.command, cases)
    # Of a claim that is a rendering the nearest quotation is the one; of another all that are near are none.
    first, kept = set(), []
    for line, x in rows:
        if cases[line][3] == 0 or line not in first:
            kept.append((line, x))
        first.add(line)
    x, line = np.array([r for _, r in kept]), np.array([n for n, _ in kept])
    y = np.array([cases[n][3] for n in line])
    groups = np.array([cases[n][0] for n in line])
    away = np.array([g.startswith("absent") for g in groups])
    weight = np.where(away, ABSENT, 1.0)
    folds = {g: k % 10 for k, g in enumerate(random.Random(1).sample(sorted(set(groups)), len(set(groups))))}
    fold = np.array([folds[g] for g in groups])
    p = np.zeros(len(y))
    for k in range(10):
        w = learn(x[fold != k], y[fold != k], weight[fold != k], names)
        p[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ w))
    # A claim is called a rendering where one of its quotations is.
    def of(claims, values, limit):
        return np.array([(values[line == n] >= limit).any() for n in claims]), np.array([cases[n][3] for n in claims])
    number = x[:, names.index("other-number")] > 0
    p[number] = 0
    for kind in ("own", "seen", "absent"):
        claims = sorted({n for n in line if cases[n][0].startswith(kind)})
        if not claims:
            continue
        for limit in (0.3, 0.4, 0.5, 0.6, 0.7):
            table(f"{kind}, learned, limit {limit}", *of(claims, p, limit))
        for limit in (0.45, 0.5, 0.55, 0.6):
            turned = number | (x[:, names.index("turned")] > 0) | (x[:, names.index("other-name")] > 0)
            table(f"{kind}, cosine, limit {limit}", *of(claims, np.where(turned, 0, x[:, names.index('cosine')]), limit))
    w = learn(x, y, weight, names)
    print(" ".join(f"{n} {v:.3f}" for n, v in zip(names, w)))
    if args.write:
        with open(TABLE, "w", encoding="utf-8") as f:
            f.write(HEAD + "".join(f"{n}\t{v:.3f}\n" for n, v in zip(names, w)))


if __name__ == "__main__":
    sys.exit(main())
