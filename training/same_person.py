"""Learns the weights of `onrecord::names`: `same_person.py [--write]`, from the facts in `training/names`.

`people.tsv` gives spellings of one person: all pairs of a line are the same. `others.tsv` gives pairs of two people, and more are made by rule: people
of one surname, another initial, given name and surname exchanged where no sign allows it, another generation, another middle name, one letter changed. The example
`same_person` prints the features of the best reading of each pair under the present weights, so reading and learning take turns until nothing
changes (five times). Logistic regression with the two classes of equal weight, L2; five folds by person tell how well.
"""
import argparse
import os
import random
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TABLE = os.path.join(ROOT, "crates", "onrecord", "data", "same-person.tsv")
HEAD = """# Weights of the features by which two written names are one person's; the logistic function of their sum is the score. names/mod.rs reads it.
# Source: learned by training/same_person.py from the facts in training/names. Licence: CC0-1.0. Date: 2026-11-23
"""
SAME_WAY = {"surname-cost", "surname-worst", "surname-plain", "given-cost", "given-worst", "given-plain", "initial", "other-initial", "no-given",
            "other-middle", "left-out", "left-out-patronymic", "turned", "second-surname", "generations", "generation-once", "gendered-surnames",
            "sexes", "nickname", "surname-share", "given-share"}


def rows(name):
    with open(os.path.join(HERE, "names", name), encoding="utf-8") as f:
        return [line.rstrip("\n") for line in f if line.strip() and not line.startswith("#")]


def pairs(dice):
    """(a, b, same, person) of all pairs, the person for folds."""
    out, people = [], []
    for i, row in enumerate(rows("people.tsv")):
        family, spellings = row.split("\t")
        names = [n.strip() for n in spellings.split(";")]
        people.append((family, names))
        out += [(a, b, 1, i) for k, a in enumerate(names) for b in names[k + 1:]]
    start = len(people)
    others = [row.split("\t") for row in rows("others.tsv")]
    out += [(a, b, 0, start + i) for i, (a, b) in enumerate(others)]
    at = start + len(others)
    latin = [n[0] for f, n in people if n[0].isascii()]
    for i, (family, names) in enumerate(people):
        first, *rest = names[0].split(" ")
        if not rest or family in ("chinese", "korean", "vietnamese"):
            continue
        last = rest[-1]
        other = dice.choice(latin).split(" ")[0]
        if other != first:
            out.append((names[0], f"{other} {last}", 0, i))
        if len(rest) == 1 and not first.endswith(".") and family not in ("japanese", "hungarian"):
            out.append((names[0], f"{last} {first}", 0, i))
        wrong = dice.choice([c for c in "ABCDEFGHIJKLMNOPRSTVWZ" if c.lower() != first[0].lower()])
        out.append((names[0], f"{wrong}. {last}", 0, i))
        if family == "western":
            out.append((f"{first} A. {last}", f"{first} {dice.choice('BCDEFGHKLMPRST')}. {last}", 0, i))
            out.append((f"{names[0]} Jr.", f"{names[0]} Sr.", 0, i))
            out.append((names[0], names[0].upper(), 1, i))
            out.append((names[0], f"{last}, {' '.join([first, *rest[:-1]])}", 1, i))
            # One consonant changed in the surname.
            spots = [k for k, c in enumerate(last) if c in "bdfgklmnprstvz" and k]
            if spots:
                k = dice.choice(spots)
                c = dice.choice([c for c in "bdfgklmnprstvz" if c != last[k]])
                out.append((names[0], f"{first} {last[:k]}{c}{last[k + 1:]}", 0, i))
        out.append((names[0], f"{first} {dice.choice(latin).split(' ')[-1]}", 0, at + i))
    return out


def features(command, chosen):
    asked = "".join(f"{a}\t{b}\n" for a, b, _, _ in chosen)
    answer = subprocess.run([*command, "--features"], input=asked, capture_output=True, text=True, check=True).stdout
    lines = answer.splitlines()
    names = lines[0].split("\t")
    return names, np.array([[float(x) for x in line.split("\t")] for line in lines[1:]])


def learn(x, y, names, rounds=3000):
    """Logistic regression by gradient; what can only speak against two names never speaks for them."""
    w = np.zeros(x.shape[1])
    weight = np.where(y == 1, 0.5 / y.sum(), 0.5 / (len(y) - y.sum()))
    against = np.array([n in SAME_WAY for n in names])
    m = v = np.zeros_like(w)
    for t in range(1, rounds + 1):
        p = 1 / (1 + np.exp(-x @ w))
        g = x.T @ (weight * (p - y)) + 2e-4 * w * (np.array(names) != "bias")
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= 0.03 * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-9)
        w[against] = np.minimum(w[against], 0)
    return w


def write(names, w):
    with open(TABLE, "w", encoding="utf-8") as f:
        f.write(HEAD + "".join(f"{n}\t{x:.3f}\n" for n, x in zip(names, w)))


def f1(p, y):
    hit = int(((p > 0) & (y == 1)).sum())
    return 2 * hit / max(1, int((p > 0).sum()) + int(y.sum()))


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("--build", action="append", default=[], help="one more argument for cargo")
    ap.add_argument("--show", action="store_true", help="list the pairs that come out wrong")
    args = ap.parse_args()
    chosen = pairs(random.Random(5))
    y = np.array([same for _, _, same, _ in chosen], dtype=float)
    fold = np.array([person % 5 for *_, person in chosen])
    command = ["cargo", "run", "-q", "--release", "-p", "onrecord", "--example", "same_person", *args.build, "--"]
    for turn in range(5):
        names, x = features(command, chosen)
        w = learn(x, y, names)
        print(f"turn {turn}: {len(y)} pairs, {int(y.sum())} the same, F1 {f1(x @ w, y):.3f}", file=sys.stderr)
        write(names, w)
    told = np.zeros(len(y))
    for k in range(5):
        told[fold == k] = x[fold == k] @ learn(x[fold != k], y[fold != k], names)
    print(f"five folds by person: F1 {f1(told, y):.3f}; said the same wrongly {int(((told > 0) & (y == 0)).sum())} of {int((y == 0).sum())}, "
          f"missed {int(((told <= 0) & (y == 1)).sum())} of {int(y.sum())}")
    if args.show:
        for (a, b, same, _), p in zip(chosen, x @ w):
            if (p > 0) != bool(same):
                print("MISSED" if same else "JOINED", f"{p:+.2f}", a, "|", b)


if __name__ == "__main__":
    main()
