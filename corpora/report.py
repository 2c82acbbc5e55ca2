"""What the measuring commands share: the scorer, tallies that can be resampled, intervals and tables.

A measure is kept as one tally per document, so that a bootstrap over documents only adds numbers up again.
"""
import datetime
import hashlib
import importlib.util
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = os.path.join(HERE, "..", "weights", "SHA256SUMS")
RESAMPLES, SEED = 1000, 20


def load_scorer(path):
    """The scorer's file as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def model():
    """The first digits of the checksum of the list of the weights' checksums."""
    with open(WEIGHTS, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()[:12]


def f1(tallies):
    """F1 in per cent of (right predictions, predictions, right gold, gold) tallies."""
    p_hit, p_all, r_hit, r_all = map(sum, zip(*tallies)) if tallies else (0, 0, 0, 0)
    p, r = p_hit / p_all if p_all else 0, r_hit / r_all if r_all else 0
    return 200 * p * r / (p + r) if p + r else 0.0


def precision(tallies):
    return f1([(a, b, a, b) for a, b, _, _ in tallies])


def recall(tallies):
    return f1([(a, b, a, b) for _, _, a, b in tallies])


def samples(n):
    """The same resamples of n documents at every call: lists of indices."""
    rng = random.Random(SEED)
    return [rng.choices(range(n), k=n) for _ in range(RESAMPLES)]


def interval(n, measure):
    """The 95 % percentile interval of measure(indices) over bootstrap resamples of n documents."""
    values = sorted(v for v in map(measure, samples(n)) if v is not None) if n else []
    if not values:
        return None
    return values[int(0.025 * len(values))], values[min(len(values) - 1, int(0.975 * len(values)))]


def wilson(hits, n, z=1.96):
    """Wilson's 95 % interval of a share, in per cent."""
    if not n:
        return None
    p, d = hits / n, 1 + z * z / n
    middle, half = (p + z * z / (2 * n)) / d, z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def number(value, digits=1):
    return "–" if value is None else f"{value:.{digits}f}"


def between(bounds, digits=1):
    return "–" if bounds is None else f"{bounds[0]:.{digits}f} to {bounds[1]:.{digits}f}"


def row_of(name, tallies, measure=f1):
    """Cells: name, value, interval, gold items and predictions of per-document tallies."""
    value = measure(tallies)
    bounds = interval(len(tallies), lambda ids: measure([tallies[i] for i in ids]))
    return [name, number(value), between(bounds), str(round(sum(t[3] for t in tallies))), str(round(sum(t[1] for t in tallies)))]


class Report:
    """Tables under one heading, as plain text or Markdown."""

    def __init__(self, title, corpus, n):
        date = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        self.title = title
        self.facts = [("date", date), ("model", model()), ("corpus", corpus), ("n", n),
                      ("intervals", f"95 %, {RESAMPLES} resamples of documents")]
        self.parts = []

    def table(self, columns, rows, caption=None):
        self.parts.append((caption, columns, rows))

    def plain(self):
        out = [self.title, "; ".join(f"{k}: {v}" for k, v in self.facts)]
        for caption, columns, rows in self.parts:
            out += [""] + ([caption] if caption else [])
            widths = [max(len(str(line[i])) for line in [columns] + rows) for i in range(len(columns))]
            for line in [columns] + rows:
                cells = [str(c).ljust(w) if i == 0 else str(c).rjust(w) for i, (c, w) in enumerate(zip(line, widths))]
                out.append("  ".join(cells).rstrip())
        return "\n".join(out) + "\n"

    def markdown(self):
        out = ["# " + self.title, "", "; ".join(f"{k}: {v}" for k, v in self.facts) + "."]
        for caption, columns, rows in self.parts:
            out += [""] + ([caption, ""] if caption else [])
            out += ["| " + " | ".join(columns) + " |", "|---" + "|---:" * (len(columns) - 1) + "|"]
            out += ["| " + " | ".join(map(str, line)) + " |" for line in rows]
        return "\n".join(out) + "\n"

    def finish(self, write=None):
        """Prints the tables, and writes them as Markdown if a file is named."""
        print(self.plain(), end="")
        if write:
            with open(write, "w", encoding="utf-8") as f:
                f.write(self.markdown())
