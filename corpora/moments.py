"""Measures times: `measure.py times` over our own cases and over GUM's dates.

Gold and prediction match where they share a word. A value is right when it is the same stretch of days; on GUM, whose conventions
differ (Sunday to Sunday weeks, seasons by the sun, years before Christ without a year 0), when both stretches share at least half of
their days together, or when the gold names no year and we give no value. README.md says more.
"""
import gzip
import os
import re
import sys
from collections import Counter, defaultdict

import markup
import predict
from report import Report, between, interval, number, wilson

ORDER = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 14)}
MARGIN = 0.5


def number_of(year, month=1, day=1):
    """Days since the year 0, in the common calendar reckoned backwards; month and day may be 0 or 13 and more."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    a = (14 - month) // 12
    y, m = year + 4800 - a, month + 12 * a - 3
    return day + (153 * m + 2) // 5 + 365 * y + y // 4 - y // 100 + y // 400


def days(value):
    """(first, last) day of an EDTF value, without its time of day; None for what this does not know."""
    if "/" in value:
        first, last = (days(v) for v in value.split("/", 1))
        return (first[0], last[1]) if first and last else None
    value = value.split("T")[0]
    if found := re.fullmatch(r"(\d{1,3})X", value):
        return number_of(int(found[1]) * 10), number_of(int(found[1]) * 10 + 10) - 1
    if found := re.fullmatch(r"(\d{1,2})XX", value):
        return number_of(int(found[1]) * 100), number_of(int(found[1]) * 100 + 100) - 1
    found = re.fullmatch(r"(-?\d{1,5})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value)
    if not found:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    if month in ORDER and not day:
        first, last = ORDER[month]
        return number_of(year, first), number_of(year, last + 1) - 1
    if not month:
        return number_of(year), number_of(year + 1) - 1
    if not day:
        return number_of(year, int(month)), number_of(year, int(month) + 1) - 1
    return (number_of(year, int(month), int(day)),) * 2


def alike(a, b):
    """The share of days that two stretches have in common."""
    both = min(a[1], b[1]) - max(a[0], b[0]) + 1
    return max(0, both) / (max(a[1], b[1]) - min(a[0], b[0]) + 1)


def words(text, pieces):
    """The indices at which words of the pieces begin."""
    return {s + m.start() for s, e in pieces for m in re.finditer(r"\w+", text[s:e])}


def matched(text, gold, reading):
    """For each gold time the predicted one that shares most words, or None; one prediction may serve two gold ones (a range)."""
    predicted = [(words(text, predict.pairs(t["spans"])), t) for t in reading["times"]]
    out, used = [], set()
    for pieces in gold:
        own = words(text, pieces)
        best = max(range(len(predicted)), key=lambda i: len(own & predicted[i][0]), default=None)
        if best is None or not own & predicted[best][0]:
            out.append(None)
        else:
            used.add(best)
            out.append(predicted[best][1])
    return out, [t for i, (_, t) in enumerate(predicted) if i not in used]


def summary(report, per_doc):
    total = sum(per_doc, Counter())

    def row(name, part, whole):
        hits, n = total[part], total[whole]

        def share(ids):
            below = sum(per_doc[i][whole] for i in ids)
            return 100 * sum(per_doc[i][part] for i in ids) / below if below else None
        return [name, number(100 * hits / n if n else None), f"{hits} of {n}", between(wilson(hits, n)), between(interval(len(per_doc), share))]

    report.table(["", "%", "", "Wilson 95 %", "bootstrap"], [
        row("found", "found", "gold"), row("value right, of the found", "right", "found"), row("value wrong, of all", "wrong", "gold"),
        row("no value where one is told, of all", "silent", "gold"), row("found that are no times in the gold, of the predicted", "extra", "predicted")])
    sure = defaultdict(lambda: [0, 0])
    for c in per_doc:
        for key, n in c.items():
            if isinstance(key, tuple):
                sure[key[0]][0] += n
                sure[key[0]][1] += n if key[1] else 0
    rows = [[c, n, number(100 * right / n)] for c, (n, right) in sorted(sure.items())]
    report.table(["confidence", "values", "right, %"], rows, "Confidence of the values")
    return report


def count(counts, gold_value, time, same):
    """One gold time and its prediction; says what came of it."""
    counts["gold"] += 1
    if time is None:
        return "missed"
    counts["found"] += 1
    right = same(time["value"])
    if time["value"]:
        counts[time["confidence"], right] += 1
    verdict = "right" if right else "silent" if time["value"] is None else "wrong"
    counts[verdict] += 1
    return verdict


def show(args, verdict, text, pieces, gold, time):
    if args.show and verdict != "right":
        start, end = pieces[0][0], pieces[-1][1]
        got = "" if time is None else f"{time['value']} from {time['anchor']}"
        print(f"{verdict}\t{text[max(0, start - 40):start]}[{text[start:end]}]{text[end:end + 25]}\t{gold}\t{got}".replace("\n", " "), file=sys.stderr)


def own(args, folder):
    """Our own cases: `d1 VALUE`, or `d1 none` where nothing tells the value."""
    cases = markup.cases(folder)[:args.limit]
    by = defaultdict(list)
    for case in cases:
        by[case.fields.get("published", "none")].append(case)
    per_doc = []
    for published, group in by.items():
        found = predict.read([c.text for c in group], args.binary, args.jobs, None if published == "none" else published)
        for case, reading in zip(group, found):
            counts = Counter(predicted=len(reading["times"]))
            numbers = sorted(case.time)
            got, extra = matched(case.text, [case.time[n] for n in numbers], reading)
            counts["extra"] = len(extra)
            for n, time in zip(numbers, got):
                gold = case.values[f"d{n}"].split()[0]
                same = (lambda v: v is None) if gold == "none" else (lambda v: v == gold)
                show(args, count(counts, gold, time, same), case.text, case.time[n], gold, time)
            if args.show:
                for t in extra:
                    print("extra\t" + case.text[t["spans"][0]["start"]:t["spans"][-1]["end"]] + "\t" + case.text[:60], file=sys.stderr)
            per_doc.append(counts)
    return summary(Report("Times", os.path.basename(folder), f"{len(cases)} cases, {sum(len(c.time) for c in cases)} times"), per_doc)


def gum_documents(path):
    """(day of creation, text, [(pieces, attributes)]) of each document."""
    text, dates, opened, created, out = "", [], [], None, []

    def close():
        if text:
            out.append((created, text, dates))
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# newdoc id"):
                close()
                text, dates, opened, created = "", [], [], None
            elif line.startswith("# meta::dateCreated"):
                created = line.split("= ")[1]
            elif line.startswith("# newpar"):
                text = text.rstrip() + "\n\n" if text else ""
            elif re.match(r"\d+\t", line):
                cells = line.split("\t")
                misc = dict(x.split("=", 1) for x in cells[9].split("|") if "=" in x)
                start = len(text)
                text += cells[1]
                for tag in re.findall(r"<[^>]*>", misc.get("XML", "")):
                    if tag.startswith("<date"):
                        opened.append((start, dict(re.findall(r'(\w+):::"([^"]*)"', tag))))
                    elif tag == "</date>" and opened:
                        begun, about = opened.pop()
                        dates.append(([[begun, len(text)]], about))
                text += "" if misc.get("SpaceAfter") == "No" else " "
    close()
    return out


def gum_stretch(about):
    """The stretch of days of a date of GUM; None where it names no year; False where it has only one end."""
    if "when" in about:
        first = last = about["when"]
    else:
        first, last = about.get("from", about.get("notBefore")), about.get("to", about.get("notAfter"))
    if not first or not last:
        # One end is told: a value that holds it is right.
        only = days(first or last) if (first or last)[0] in "-0123456789" and not (first or last).startswith("--") else None
        return ("holds", *only) if only else False
    if first.startswith(("--", "x", "X")):
        return None
    a, b = days(first), days(last)
    return (a[0], b[1]) if a and b else False


def gum(args):
    """GUM's dates."""
    documents = [d for d in gum_documents(args.gum) if d[2]][:args.limit]
    per_doc = []
    for created, text, dates in documents:
        day = created if created and re.fullmatch(r"\d{4}-\d\d-\d\d", created) else None
        [reading] = predict.read([text], args.binary, args.jobs, day)
        counts = Counter(predicted=len(reading["times"]))
        got, extra = matched(text, [pieces for pieces, _ in dates], reading)
        counts["extra"] = len(extra)
        for (pieces, about), time in zip(dates, got):
            gold = gum_stretch(about)

            def same(value, gold=gold):
                if gold is None or value is None:
                    return gold is None and value is None
                if gold is False:
                    return False
                if gold[0] == "holds":
                    slack = 366 if gold[1] < number_of(0) else 0
                    return any((own := days(v)) and own[0] - slack <= gold[2] and gold[1] <= own[1] + slack
                               for v in [value] + value.split("/") * ("/" in value))
                # A range of ours holds two dates of theirs.
                return any((own := days(v)) and alike(own, gold) >= MARGIN for v in [value] + value.split("/") * ("/" in value)) \
                    or (gold[0] < number_of(0) and abs((days(value) or gold)[0] - gold[0]) <= 366)
            show(args, count(counts, gold, time, same), text, pieces, about, time)
        if args.show:
            for t in extra:
                print("extra\t" + text[max(0, t["spans"][0]["start"] - 30):t["spans"][0]["start"]] + "[" + text[t["spans"][0]["start"]:t["spans"][-1]["end"]] + "]", file=sys.stderr)
        per_doc.append(counts)
    name = os.path.basename(args.gum)
    return summary(Report("Times in GUM", name, f"{len(documents)} documents, {sum(len(d[2]) for d in documents)} dates"), per_doc)
