#!/usr/bin/env python3
"""Who is meant in real news: `who.py agreement|score [--show]`.

Forty articles of PolNeAR dev were annotated stand-off, twice and independently: `who/a.jsonl` and `who/b.jsonl` hold for each article the SHA-256 of its text
and for each of its annotated quotations, by the corpus' number, status, speaker, addressees, communication and time of saying, as code points of the
text; none of the text. `agreement` holds the two passes against each other; `score` holds our readings against `who/settled.jsonl`, where each
difference of speaker, status and addressee is settled by the rules in README.md (elsewhere the first pass stands).
"""
import argparse
import hashlib
import json
import os
import re

import predict
from report import Report, wilson

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "..", "shared", "data", "polnear", "dev.jsonl")


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def articles(args, *passes):
    """The article of the corpus and what each of these passes says, for every annotated article."""
    texts = {hashlib.sha256(d["text"].encode()).hexdigest(): d for d in lines(args.corpus)}
    said = [lines(os.path.join(HERE, "who", name + ".jsonl")) for name in passes]
    return [(texts[of[0]["text_sha256"]], *of) for of in zip(*said)]


def words(text, places):
    return {fold(text[p[0]:p[1]]) for p in places if p}


def fold(name):
    """A name without article, possessive ending, case and final stop."""
    name = re.sub(r"^(the|a|an) ", "", name.strip().lower().replace("’", "'"))
    return re.sub(r"'s$", "", name).rstrip(".")


def per_cent(report, title, rows):
    """Rows of shares: (name, hits, of)."""
    def cells(name, k, n):
        low, high = wilson(k, n) if n else (0, 0)
        return [name, f"{100 * k / n:.1f}" if n else "", f"{k} of {n}", f"{low:.1f} to {high:.1f}" if n else ""]
    report.table(["", "%", "", "Wilson 95 %"], [cells(*row) for row in rows], title)


def agreement(args):
    """How far the two passes agree."""
    n = status = named = speaker = 0
    both = {"addressees": [0, 0], "medium": [0, 0], "time of saying": [0, 0]}
    for d, a, b in articles(args, "a", "b"):
        for x, y in zip(a["quotations"], b["quotations"]):
            n += 1
            status += x["status"] == y["status"]
            if x["status"] == y["status"] == "named":
                named += 1
                speaker += words(d["text"], x["speaker"]) == words(d["text"], y["speaker"])
            media = [{one["communications"][q["in"]]["medium"]} if q["in"] else set() for one, q in ((a, x), (b, y))]
            sets = {"addressees": [words(d["text"], q["to"]) for q in (x, y)], "medium": media,
                    "time of saying": [{tuple(q["said"])} if q["said"] else set() for q in (x, y)]}
            for name, (p, q) in sets.items():
                both[name][0] += 2 * len(p & q)
                both[name][1] += len(p) + len(q)
    report = Report("Who is meant: agreement of two passes", "PolNeAR dev, 40 articles", f"{n} quotations")
    per_cent(report, "Alike", [("status", status, n), ("speaker, of those that both call named", speaker, named),
                               *((f"{name} (F1)", k, m) for name, (k, m) in both.items())])
    return report


def overlap(a, b):
    shared = sum(max(0, min(e, y) - max(s, x)) for s, e in a for x, y in b)
    return shared / max(1, sum(e - s for s, e in a) + sum(e - s for s, e in b) - shared)


def spans(places):
    return [[s["start"], s["end"]] for s in places]


def same(gold, names):
    """One is the other, or its last words: "Ruiz" of "Ana Ruiz"."""
    return any(g == gold or len(g) > 3 and (gold.endswith(" " + g) or g.endswith(" " + gold)) for g in names if g)


def score(args):
    """Readings against the settled passes, of quotations whose content and mention we have."""
    found = articles(args, "settled")
    readings = [predict.read([d["text"]], args.binary, 1, d["date"])[0] for d, _ in found]
    right = named = unnamed = harmed = sure = sure_right = 0
    to_gold = to_ours = to_right = 0
    occasion = {name: [0, 0, 0] for name in ("medium", "date", "said")}  # right, ours, gold
    for (d, a), reading in zip(found, readings):
        text, names = d["text"], {e["id"]: [fold(n) for n in [e["name"], *e["aliases"]]] for e in reading["entities"]}
        mentions = {e["id"]: [spans(m["spans"]) for m in e["mentions"]] for e in reading["entities"]}
        for x in a["quotations"]:
            gold = d["attributions"][x["n"] - 1]
            best = max(reading["quotations"], key=lambda q: overlap(gold["content"], spans(q["content"])), default=None)
            if best is None or overlap(gold["content"], spans(best["content"])) < 0.5:
                continue
            for name, (wanted, got) in carried(a, x, reading, best).items():
                for i, value in enumerate((wanted is not None and wanted == got, got is not None, wanted is not None)):
                    occasion[name][i] += value
                if args.show and got is not None and wanted != got:
                    print(name, "|", wanted, "|", got, "|", text[best["content"][0]["start"]:][:60].replace("\n", " "))
            if not gold["source"]:
                continue
            mention = [p for s in best["speakers"] for p in spans(s["mention"])]
            if overlap(gold["source"], mention) < 0.5:
                continue
            who = words(text, x["speaker"])
            if x["status"] == "named" and len(who) == 1:
                said = best["speakers"][0]
                hit = same(*who, names.get(said["entity"], []))
                named, right = named + 1, right + hit
                if said["entity"] and said["confidence"] >= 0.8:
                    sure, sure_right = sure + 1, sure_right + hit
                if args.show and not hit:
                    print(text[mention[0][0]:mention[0][1]], "|", *who, "|", said["status"], names.get(said["entity"]), said["confidence"])
            if x["status"] == "unnamed":
                unnamed += 1
                harmed += best["speakers"][0]["status"] == "named"
            to = words(text, x["to"])
            ours = [(names.get(t["entity"], []) + [fold(" ".join(text[s:e] for s, e in spans(t["mention"])))],
                     [p for m in mentions.get(t["entity"], []) for p in m] + spans(t["mention"])) for t in best["addressees"]]
            # Right by name, or where we speak of it inside the annotated words: "a crowd" of "crowd in Cleveland".
            told = {fold(text[s:e]): (s, e) for s, e in x["to"]}
            hit = [any(same(g, o) or any(max(p[0], s) < min(p[1], e) and p[1] <= e + 1 for p in at) for o, at in ours)
                   for g, (s, e) in told.items()]
            to_gold, to_ours, to_right = to_gold + len(to), to_ours + len(ours), to_right + sum(hit)
    report = Report("Who is meant in real news", "PolNeAR dev, 40 articles", f"{named} quotations of named speakers")
    per_cent(report, "Of quotations whose content and mention are right", [
        ("speaker entity right, of named speakers", right, named), ("covered at confidence 0.8 and above", sure, named),
        ("right of those", sure_right, sure), ("unnamed called named", harmed, unnamed),
        ("addressee precision", to_right, to_ours), ("addressee recall", to_right, to_gold)])
    per_cent(report, "Of quotations whose content is right: what carried them, and when they were said", [
        row for name, (right, ours, gold) in occasion.items()
        for row in ((f"{name} precision", right, ours), (f"{name} recall", right, gold))])
    return report


def carried(a, x, reading, q):
    """{field: (gold, ours)} of medium, day and words of the time of one quotation; no medium: `other` or none."""
    gold = a["communications"][x["in"]] if x["in"] else {}
    ours = next((c for c in reading["communications"] if c["id"] == q["communication"]), {})
    times = {t["id"]: t for t in reading["times"]}
    said, dated = times.get(q["said"]), times.get(ours.get("date"))

    def known(medium):
        return None if medium in (None, "other") else medium

    day = (said or {}).get("value") or (dated or {}).get("value")
    place = spans(said["spans"])[0] if said else None
    # The same expression: the places overlap.
    if x["said"] and place and overlap([x["said"]], [place]) > 0:
        place = x["said"]
    return {"medium": (known(gold.get("medium")), known(ours.get("medium"))), "date": (gold.get("date"), day), "said": (x["said"], place)}


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("command", choices=["agreement", "score"])
    ap.add_argument("--corpus", default=CORPUS)
    ap.add_argument("--binary", default=predict.BINARY)
    ap.add_argument("--show", action="store_true", help="list the speakers that are wrong")
    ap.add_argument("--write", metavar="FILE", help="also write the table to FILE as Markdown")
    args = ap.parse_args()
    report = (agreement if args.command == "agreement" else score)(args)
    report.finish(args.write)


if __name__ == "__main__":
    main()
