"""How often two written names are rightly joined or kept apart.

Reads tables of pairs (a, b, same or different, class; tabs between), asks the example `same_person`,
and prints precision, recall and F1 at the default threshold with n and bootstrap 95 % intervals, and what is right by class.

    python3 corpora/names.py corpora/names/*.tsv
"""

import os
import random
import subprocess
import sys
from collections import defaultdict

SAME = 0.5
COMMAND = os.environ.get("SAME_PERSON", "cargo run --release -q -p onrecord --example same_person").split()


def read(paths):
    """The pairs of all tables."""
    rows = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                line = line.rstrip("\n")
                if not line or line.startswith("#"):
                    continue
                cells = line.split("\t")
                if len(cells) != 4 or cells[2] not in ("same", "different"):
                    sys.exit(f"{path}:{number}: four cells with same or different expected, found {line!r}")
                rows.append(cells)
    return rows


def figures(told):
    """Precision, recall and F1 of (truth, guess) pairs."""
    hit = sum(t and g for t, g in told)
    said, true = sum(g for _, g in told), sum(t for t, _ in told)
    precision, recall = hit / said if said else 0.0, hit / true if true else 0.0
    return precision, recall, 2 * hit / (said + true) if said + true else 0.0


def main(paths):
    rows = read(paths)
    if not rows:
        sys.exit("no pairs in: " + (" ".join(paths) or "no tables given"))
    asked = "".join(f"{a}\t{b}\n" for a, b, _, _ in rows)
    answer = subprocess.run(COMMAND, input=asked, capture_output=True, text=True, check=True)
    scores = [float(line.split("\t")[0]) for line in answer.stdout.splitlines()]
    if len(scores) != len(rows):
        sys.exit(f"{len(rows)} pairs asked, {len(scores)} answered")
    told = [(row[2] == "same", score >= SAME) for row, score in zip(rows, scores)]
    dice = random.Random(1)
    drawn = [figures(dice.choices(told, k=len(told))) for _ in range(1000)]
    print(f"n = {len(told)}, threshold {SAME}")
    for index, name in enumerate(("precision", "recall", "F1")):
        spread = sorted(draw[index] for draw in drawn)
        print(f"{name:10} {figures(told)[index]:6.1%}  [{spread[25]:.1%}, {spread[974]:.1%}]")
    classes = defaultdict(list)
    for row, (truth, guess) in zip(rows, told):
        classes[row[3]].append(truth == guess)
    for name, right in sorted(classes.items()):
        print(f"{name:16} right {sum(right):4} of {len(right):4}")
    print(answer.stderr.strip())


if __name__ == "__main__":
    main(sys.argv[1:])
