#!/usr/bin/env python3
"""Measures what is read of web pages: `pages.py metadata|text|trace|repeats [--show]`.

The pages are looked for in `../shared/data/pages` beside the repository (`--pages` names another place): `html/ID.html.gz` and
`texts.jsonl.gz` with {"id", "url", "title", "author", "published", ...} a line, labelled by people. Pages belong to their
publishers and are not here. A reading is matched with its page by the checksum of its bytes.
"""
import argparse
import datetime
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter

import predict
from report import Report, between, interval, number, wilson

HERE = os.path.dirname(os.path.abspath(__file__))
PAGES = os.path.join(HERE, "..", "..", "shared", "data", "pages")
# Degrees, offices and words of job lines in the labels' authors; they are no part of a name.
NO_NAMES = re.compile(r"\b(m\.?d\.?|ph\.?d\.?|ms|rd|fand|cfp|cepf|faclm|facp|e-ryt|ryt|dr|smt|the|and|edited|by|from)\b|[®\d]", re.IGNORECASE)


def labels(args):
    """The labels of the pages that are there, each with its page's bytes."""
    with gzip.open(os.path.join(args.pages, "texts.jsonl.gz"), "rt", encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    out = []
    for row in rows:
        name = os.path.join(args.pages, "html", row["id"] + ".html.gz")
        if os.path.exists(name):
            with gzip.open(name, "rb") as f:
                out.append((row, f.read()))
    return out[:args.limit]


def readings(pages, args):
    """The readings of the pages, in order; None where a page was refused."""
    if args.readings:
        with open(args.readings, encoding="utf-8") as f:
            found = {r["document"]["id"]: r for r in map(json.loads, f)}
        return [found.get(hashlib.sha256(page).hexdigest()) for page in pages]
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for i, page in enumerate(pages):
            names.append(os.path.join(folder, f"{i:05}.html"))
            with open(names[-1], "wb") as f:
                f.write(page)
        command = [args.binary, "read", "--format", "jsonl", "--kind", "html", "--jobs", str(args.jobs)]
        out = subprocess.run(command + names, capture_output=True, check=False)
    found = {r["document"]["id"]: r for r in map(json.loads, out.stdout.decode("utf-8").rstrip("\n").split("\n"))}
    return [found.get(hashlib.sha256(page).hexdigest()) for page in pages]


def folded(text):
    """Letters and digits in small letters, parted by one space."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’.\u00ad]", "", text or "").lower()))


def author_agrees(label, byline):
    """Whether the names are the label's: each of ours stands in it, and what is left of it names nobody else."""
    names = [folded(n["name"]) for n in byline]
    if not label or not names:
        return not label and not names
    rest = folded(label)
    if not all(name in rest for name in names):
        return False
    # "Ana Ruiz, Director of Harbours" is one name; a second one after a comma or "and" is another.
    pieces = [folded(NO_NAMES.sub(" ", p)) for p in re.split(r",| and | & ", label)]
    people = [p for p in pieces if 1 < len(p.split()) < 4 and not re.search(r"director|operations|representative|editor|editors|years", p)]
    return all(any(p in name or name in p for name in names) for p in people)


def row(name, hits, n):
    return [name, number(100 * hits / n if n else None), between(wilson(hits, n)), str(hits), str(n)]


def names_day(page, day):
    """Whether the day stands anywhere in the page's bytes, in one of the usual ways to write it."""
    d = datetime.date.fromisoformat(day)
    month = f"(?:{d:%B}|{d:%b}[.]?|Sept[.]?)" if d.month == 9 else f"(?:{d:%B}|{d:%b}[.]?)"
    ways = [f"{d:%Y}[-/]?0?{d.month}[-/]?0?{d.day}(?!\\d)", rf"{month}\s+0?{d.day}(?:st|nd|rd|th)?,?\s+{d.year}", rf"\b0?{d.day}(?:st|nd|rd|th)?\s+(?:of\s+)?{month},?\s+{d.year}",
            rf"\b0?{d.month}[/.-]0?{d.day}[/.-](?:{d.year}|{d:%y})\b", rf"\b0?{d.day}[/.-]0?{d.month}[/.-](?:{d.year}|{d:%y})\b"]
    text = re.sub(r"&nbsp;|<[^>]*>", " ", page.decode("utf-8", "replace"))
    return any(re.search(way, t, re.IGNORECASE) for way in ways for t in (text, page.decode("utf-8", "replace")))


def metadata(args):
    """Title, author and day of publication against the labels."""
    pages = labels(args)
    found = readings([page for _, page in pages], args)
    count, by, wrong = Counter(), Counter(), []
    for (label, page), reading in zip(pages, found):
        if reading is None:
            count["refused"] += 1
            document = {"title": None, "byline": [], "published": None, "updated": None}
        else:
            document = reading["document"]
        missed = []
        count["title"] += folded(document["title"]) == folded(label["title"])
        if folded(document["title"]) != folded(label["title"]):
            missed.append(("title", label["title"], document["title"]))
        names = ", ".join(n["name"] for n in document["byline"])
        if label["author"]:
            count["author known"] += 1
            count["author"] += author_agrees(label["author"], document["byline"])
        else:
            count["no author"] += not names
        if not author_agrees(label["author"], document["byline"]):
            missed.append(("author", label["author"], names))
        date = document["published"]
        day, source = (date["value"][:10], date["from"]) if date else (None, "none")
        change = document["updated"] and document["updated"]["value"][:10]
        for name, other in (("else", day or change), ("first", change or day)):
            count[name] += bool(label["published"]) and other == label["published"]
            count["no " + name] += not label["published"] and other is None
        if label["published"]:
            right = bool(day) and day.startswith(label["published"])
            count["dated"] += 1
            count["day"] += right
            by[source, right] += 1
            if not right:
                updated = document["updated"] and document["updated"]["value"]
                changed = (updated or "").startswith(label["published"])
                count["change"] += changed
                count["nowhere"] += not changed and not names_day(page, label["published"])
                missed.append(("published", label["published"], f"{date and date['value']} ({source}), updated {updated}"))
        else:
            count["no day"] += day is None
        wrong += [(label["id"], *m) for m in missed]
    n, dated, signed = len(pages), count["dated"], count["author known"]
    report = Report("Metadata of pages", os.path.basename(os.path.abspath(args.pages)), f"{n} pages")
    report.table(["", "right in 100", "interval", "right", "pages"], [
        row("title", count["title"], n), row("author, where one is known", count["author"], signed),
        row("no author, where none is known", count["no author"], n - signed), row("day of publication, where one is known", count["day"], dated),
        row("the same, less labels of the day that the page calls its last change", count["day"], dated - count["change"]),
        row("the same, less labels of a day that the page names nowhere", count["day"], dated - count["change"] - count["nowhere"]),
        row("no day, where none is known", count["no day"], n - dated), row("refused", count["refused"], n)])
    report.table(["", "right in 100", "interval", "right", "pages"], [
        row("the day of change where no publication is named", count["else"], dated), row("no day then, where none is known", count["no else"], n - dated),
        row("the day of change wherever one is named", count["first"], dated)], "Other ways to take the label's day; not taken, for a change is no publication")
    classes = sorted({source for source, _ in by})
    report.table(["", "right in 100", "interval", "right", "pages"],
                 [row(c, by[c, True], by[c, True] + by[c, False]) for c in classes], "Day of publication by where it was found")
    if args.show:
        for line in wrong:
            print("{}  {}: label {!r}, found {!r}".format(*line))
        print()
    return report


# Parts that stand in the labels' main text.
MAIN = {"dateline", "subhead", "body", "block_quote", "transcript_turn", "pull_quote", "other"}


def words(text):
    return re.findall(r"\w+", text.lower())


def overlap(found, label):
    """F1 of two bags of words, in per cent."""
    a, b = Counter(words(found)), Counter(words(label))
    hits = sum((a & b).values())
    return 200 * hits / max(1, sum(a.values()) + sum(b.values()))


def alone(pages, args):
    """The main text by the extraction crates alone, in order: {name: text}."""
    tool = args.extractors
    if not os.path.exists(tool):
        sys.exit(f"no {tool}: build it with `cargo build --release --examples`")
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for i, page in enumerate(pages):
            names.append(os.path.join(folder, f"{i:05}.html"))
            with open(names[-1], "wb") as f:
                f.write(page)
        out = subprocess.run([tool] + names, capture_output=True, check=True)
    return [json.loads(line) for line in out.stdout.decode("utf-8").rstrip("\n").split("\n")]


def text(args):
    """Word F1 of the main text against the label, beside the extraction crates alone."""
    pages = labels(args)
    found = readings([page for _, page in pages], args)
    others = alone([page for _, page in pages], args)
    scores = {"onrecord, main text": [], "onrecord, all parts": [], "trafilatura alone": [], "dom_smoothie alone": []}
    kinds = Counter()
    for (label, _), reading, other in zip(pages, found, others):
        whole = reading["document"]["text"] if reading else ""
        parts = reading["parts"] if reading else []
        kinds.update(p["kind"] for p in parts)
        main = "\n".join(whole[p["start"]:p["end"]] for p in parts if p["kind"] in MAIN)
        row = [overlap(t, label["text"]) for t in (main, whole, other["trafilatura"], other["dom_smoothie"])]
        for kept, value in zip(scores.values(), row):
            kept.append(value)
        if args.show:
            print(label["id"], *(f"{v:.1f}" for v in row), len(whole), (label["url"] or "")[:90])
    report = Report("Main text of pages", os.path.basename(os.path.abspath(args.pages)), f"{len(pages)} pages")
    mean = lambda values: sum(values) / len(values)
    spread = lambda values: between(interval(len(values), lambda at: mean([values[i] for i in at])))
    report.table(["", "word F1, mean", "interval", "at least 90"], [
        [name, number(mean(v)), spread(v), str(sum(x >= 90 for x in v))] for name, v in scores.items()])
    report.table(["part", "number"], [[k, str(n)] for k, n in kinds.most_common()], "Parts found")
    return report


def trace(args):
    """Words of the text that have a place in the page, and whether every place holds, by `onrecord verify`."""
    pages = labels(args)
    found = readings([page for _, page in pages], args)
    count = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for (label, page), reading in zip(pages, found):
            if reading is None:
                count["refused"] += 1
                continue
            lost = sum(len(n["spans"]) for n in reading["notes"] if n["code"] == "untraced-words")
            total = len(reading["document"]["text"].split())
            count["words"] += total
            count["traced"] += total - lost
            count["whole"] += lost == 0
            names = [os.path.join(folder, n) for n in ("reading.json", "page.html")]
            for name, data in zip(names, (json.dumps(reading).encode(), page)):
                with open(name, "wb") as f:
                    f.write(data)
            proof = subprocess.run([args.binary, "verify", *names], capture_output=True, text=True, check=False)
            spans = re.search(r"(\d+) spans held against the page, (\d+) without", proof.stdout)
            failures = re.search(r"(\d+) failures", proof.stdout)
            count["spans"] += int(spans[1]) if spans else 0
            count["null"] += int(spans[2]) if spans else 0
            count["failures"] += int(failures[1]) if failures else 1
            if args.show and (lost or proof.returncode):
                print(label["id"], f"{lost} words without a place", proof.stderr.strip()[:400])
    report = Report("Trace of pages", os.path.basename(os.path.abspath(args.pages)), f"{len(pages)} pages")
    report.table(["", "right in 100", "interval", "right", "all"], [
        row("words with a place in the page", count["traced"], count["words"]),
        row("pages where every word has one", count["whole"], len(pages) - count["refused"]),
        row("spans with a place that `verify` proves", count["spans"] - count["failures"], count["spans"]),
        row("spans without a place (`page: null`)", count["null"], count["spans"] + count["null"]),
        row("refused", count["refused"], len(pages))])
    return report


# Fewer words may be said twice.
SAME = 4


def repeats(args):
    """Quotations in the very words of another of the same page, and whether `repeats` ties them to it."""
    pages = labels(args)
    count = Counter()
    for (label, _), reading in zip(pages, readings([page for _, page in pages], args)):
        seen = set()
        text = reading["document"]["text"] if reading else ""
        for q in reading["quotations"] if reading else []:
            said = " ".join(words(" ".join(text[s["start"]:s["end"]] for s in q["content"])))
            count["all"] += 1
            count["tied"] += q["repeats"] is not None
            # What stands inside another is repeated with it.
            if q["parent"] or len(said.split()) < SAME:
                continue
            if said in seen and q["repeats"] is None:
                count["twice"] += 1
                if args.show:
                    print(label["id"], q["id"], said[:100])
            seen.add(said)
    report = Report("Repeated quotations of pages", os.path.basename(os.path.abspath(args.pages)), f"{len(pages)} pages")
    report.table(["", "in 100", "interval", "number", "quotations"], [
        row("tied to another by `repeats`", count["tied"], count["all"]),
        row(f"in the words of another, {SAME} or more, and not tied", count["twice"], count["all"])])
    return report


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("command", choices=["metadata", "text", "trace", "repeats"])
    ap.add_argument("--pages", default=PAGES)
    ap.add_argument("--binary", default=predict.BINARY)
    ap.add_argument("--extractors", default=os.path.join(os.path.dirname(predict.BINARY), "examples", "extractors"), help="for `text`")
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--readings", metavar="FILE", help="readings made before, `onrecord read --format jsonl --kind html`, to print several tables of one run")
    ap.add_argument("--limit", type=int)
    ap.add_argument("--show", action="store_true", help="list what is wrong")
    ap.add_argument("--write", metavar="FILE", help="write the tables as Markdown too")
    args = ap.parse_args()
    if not os.path.isdir(args.pages):
        sys.exit(f"no pages in {args.pages}")
    {"metadata": metadata, "text": text, "trace": trace, "repeats": repeats}[args.command](args).finish(args.write)


if __name__ == "__main__":
    main()
