"""Measures citations: `measure.py citations` over forms of references and over what only looks like one.

A case tags its references as `<r1>…</r1>` with a fact `r1 WORK LOCATOR`; a case without tags is a near-miss. A prediction is right when
it shares a word with a gold one and has its work and locator.
"""
import os
import sys
from collections import Counter

import markup
import predict
from report import Report, between, interval, number, wilson
from moments import words


def own(args, folder):
    """Our own cases."""
    cases = markup.cases(folder)[:args.limit]
    found = predict.read([c.text for c in cases], args.binary, args.jobs)
    per_doc = []
    for case, reading in zip(cases, found):
        gold = {n: (words(case.text, case.citation[n]), case.values[f"r{n}"]) for n in sorted(case.citation)}
        counts = Counter(gold=len(gold), predicted=len(reading["citations"]))
        missed = dict(gold)
        for c in reading["citations"]:
            place, name = words(case.text, predict.pairs(c["spans"])), f"{c['work']} {c['locator']}"
            hit = next((n for n, (own_words, value) in missed.items() if own_words & place and value == name), None)
            if hit is None:
                if args.show:
                    print(f"wrong\t{name}\t{case.text[:110]}", file=sys.stderr)
            else:
                del missed[hit]
                counts["hits"] += 1
        if args.show:
            for _, value in missed.values():
                print(f"missed\t{value}\t{case.text[:110]}", file=sys.stderr)
        if not gold:
            counts["near"] += 1
            counts["near found"] += bool(reading["citations"])
        per_doc.append(counts)
    total = sum(per_doc, Counter())

    def row(name, part, whole):
        def share(ids):
            below = sum(per_doc[i][whole] for i in ids)
            return 100 * sum(per_doc[i][part] for i in ids) / below if below else None
        return [name, number(100 * total[part] / total[whole] if total[whole] else None), f"{total[part]} of {total[whole]}",
                between(wilson(total[part], total[whole])), between(interval(len(per_doc), share))]
    report = Report("Citations", os.path.basename(folder), f"{len(cases)} cases, {total['gold']} references, {total['near']} near-misses")
    report.table(["", "%", "", "Wilson 95 %", "bootstrap"], [
        row("precision", "hits", "predicted"), row("recall", "hits", "gold"), row("near-misses taken for one", "near found", "near")])
    return report
