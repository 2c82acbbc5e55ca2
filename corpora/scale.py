#!/usr/bin/env python3
"""Measures the record at scale, beside what a user would write:

    cargo build --release -p onrecord-store --example million && pip install rapidfuzz
    python3 corpora/scale.py [--quotations 1000000] [--folder DIR] [--write corpora/SCALE.md]
    python3 corpora/scale.py --ran LOG --dump FILE        tables of a run that was kept

The example builds a record of invented reports (words by Zipf's law over 60,000 types, one report in five nearly a copy) and measures it;
then `rapidfuzz.process.extractOne` looks through the words of the same quotations for altered ones, and SQLite's LIKE for unaltered ones. Times are
of the processor. It needs 4 GB of disk for a million quotations, and leaves nothing. Of a run that was stopped, the last size it measured counts.
"""
import argparse
import itertools
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

from report import Report, number

BINARY = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "examples", "million")
LINE = re.compile(r"^\s+(candidates|check|search), (.+?)\s+p50\s+([\d.]+) ms\s+p99\s+([\d.]+) ms(?:, (\d+) of (\d+))?")


def parse(log):
    """({quotations: its row}, {(quotations, what, kind): (p50, p99, right)})."""
    builds, times, at = {}, {}, None
    for line in log.split("\n"):
        found = LINE.match(line)
        if found:
            what, kind, middle, worst, right, n = found.groups()
            times[at, what, kind.strip()] = (float(middle), float(worst), f"{right} of {n}" if n else "")
        elif re.match(r"^\s*\d+\s", line):
            at, *row = line.split()
            at = int(at)
            builds[at] = row
    return builds, times


def timed(look, asked):
    """Median milliseconds of the processor for a look through all, and how many found what was wanted."""
    spent, right = [], 0
    for wanted, words in asked:
        begun = time.process_time()
        found = look(words)
        spent.append(1000 * (time.process_time() - begun))
        right += found == wanted
    return sorted(spent)[len(spent) // 2], f"{right} of {len(asked)}"


def peers(dump, size, claims):
    """[name, kind, median, right] of what a user would write."""
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        sys.exit("cannot compare with rapidfuzz: it is not installed (pip install rapidfuzz)")
    with open(dump, encoding="utf-8") as f:
        spoken = [line.rstrip("\n") for line in itertools.islice(f, size)]
    sample = random.Random(5).sample(spoken, claims)
    altered = []
    for words in sample:
        changed = words.split(" ")
        changed[len(changed) // 2] += "x"
        altered.append((words, " ".join(changed)))
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE q(words TEXT)")
    table.executemany("INSERT INTO q VALUES(?)", ((words,) for words in spoken))

    def like(words):
        return table.execute("SELECT words FROM q WHERE words LIKE '%' || ? || '%' ORDER BY length(words) LIMIT 1", [words]).fetchone()[0]
    return [["SQLite LIKE, in memory", "verbatim", *timed(like, [(w, w) for w in sample])],
            ["rapidfuzz extractOne", "altered", *timed(lambda w: process.extractOne(w, spoken)[0], altered)],
            ["rapidfuzz extractOne, scorer=fuzz.ratio", "altered", *timed(lambda w: process.extractOne(w, spoken, scorer=fuzz.ratio)[0], altered)]]


def tables(log, dump, claims, write):
    builds, times = parse(log)
    most = max(at for at, what, _ in times if what == "check")
    load = "load of the machine %.1f on %d cores" % (os.getloadavg()[1], os.cpu_count())
    report = Report("The record at scale", f"{most:,} invented quotations; {load}", most)
    report.table(["quotations", "reports", "reports/s by the clock", "reports/s of processor", "bytes/report", "peak MB"],
                 [[f"{at:,}"] + row for at, row in sorted(builds.items())], "Building, one thread")
    sizes = sorted(builds)
    kinds = sorted({(w, k) for _, w, k in times}, key=lambda p: list(times).index((sizes[-1],) + p))
    rows = [[f"{what}, {kind}"] + [number(times[size, what, kind][i], 1) for size in sizes for i in (0, 1)] + [times[most, what, kind][2]] for what, kind in kinds]
    report.table(["ms"] + [f"{name} at {size:,}" for size in sizes for name in ("p50", "p99")] + ["right"], rows, "Warm, one question at a time, ms of processor")
    rows = []
    for name, kind, middle, right in peers(dump, most, claims):
        ours = times[most, "check", kind]
        rows.append([name, kind, number(middle, 0), number(middle / ours[0], 0), number(middle / ours[1], 0), right])
    report.table(["peer", "quotation", "p50 ms", "times our p50", "times our p99", "right"], rows, "What a user would write, over as many quotations")
    report.finish(write)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quotations", type=int, default=1_000_000)
    parser.add_argument("--claims", type=int, default=5, help="quotations that the peers look for")
    parser.add_argument("--binary", default=BINARY)
    parser.add_argument("--folder", help="where the record is built; without it the folder for temporary files")
    parser.add_argument("--ran", help="the output of a run of the example")
    parser.add_argument("--dump", help="the quotations of that run")
    parser.add_argument("--write")
    asked = parser.parse_args()
    if asked.ran:
        with open(asked.ran, encoding="utf-8") as f:
            tables(f.read(), asked.dump, asked.claims, asked.write)
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        dump = os.path.join(folder, "dump.txt")
        done = subprocess.run([asked.binary, "--quotations", str(asked.quotations), "--dump", dump, folder], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(done.stdout)
        tables(done.stdout, dump, asked.claims, asked.write)


if __name__ == "__main__":
    main()
