#!/usr/bin/env python3
"""Measures the readings of `onrecord`: `measure.py table|reliability|robust|invented|nested|asserted|times|citations|communications|people|gum`.

Each command reads texts end to end with the binary and prints a table with date, model, corpus, size and bootstrap 95 %
intervals over documents; `--write FILE` writes the same as Markdown. corpora/README.md says what each set is.
"""
import argparse
import os
import sys
from collections import Counter, defaultdict

import changes
import coreference
import gum as gum_corpus
import markup
import measure_gum
import occasions
import passages
import predict
import moments
from report import Report, between, f1, interval, load_scorer, number, precision, recall, row_of, wilson

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(HERE, "..", "..", "shared")
COLUMNS = ["", "value", "interval", "gold", "predicted"]
NOTHING = (0, 0, 0, 0)
SURE = 0.9


def readings(texts, args):
    found = predict.read(texts, args.binary, args.jobs)
    for reading, text in zip(found, texts):
        if reading["document"]["text"] != text:
            sys.exit("a reading changed its text")
    return found


def corpus(args):
    docs = list(args.scorer.read(args.corpus).values())
    return docs[:args.limit]


def predictions(docs, args):
    """Merged predictions with confidence, a list per document."""
    found = readings([d["text"] for d in docs], args)
    return [args.scorer.merged(predict.attributions(r)) for r in found]


def tallies(text, gold, pred, scorer):
    """{(group, measure): (right predictions, predictions, right gold, gold)} of one document's items."""
    sums, counts = defaultdict(scorer.Tally), Counter()
    scorer.score_doc(scorer.Doc(text), gold, pred, sums, counts)
    out = {key: (t.p_hit, t.p_all, t.r_hit, t.r_all) for key, t in sums.items()}
    right, quotes = counts["quotes right"], counts["quotes"]
    out["quotes", "right"] = (right, quotes, right, quotes)
    return out


def items(text, attributions, scorer, kinds=False):
    """The scorer's items; with `kinds`, of the kind that the attribution itself gives."""
    doc, out = scorer.Doc(text), []
    for a in attributions:
        item = scorer.Item(doc, a)
        if kinds and a.get("kind"):
            item.kind = a["kind"]
        out.append(item)
    return out


def corpus_tallies(docs, preds, scorer):
    return [tallies(d["text"], items(d["text"], d["attributions"], scorer), items(d["text"], p, scorer), scorer)
            for d, p in zip(docs, preds)]


def column(sums, key):
    return [t.get(key, NOTHING) for t in sums]


def of(key, groups, sums):
    """(name, tallies of the pair, document indices) for each value of a document's field."""
    by = defaultdict(list)
    for i, group in enumerate(groups):
        by[group].append(i)
    return [(f"{key}: {name}", [sums[i].get(("attribution", "pair"), NOTHING) for i in by[name]]) for name in sorted(by)]


def table(args):
    """Scores as the scorer gives them with --merge, and the pair by publisher."""
    docs = corpus(args)
    sums = corpus_tallies(docs, predictions(docs, args), args.scorer)
    rows = [row_of(name, column(sums, key)) for name, key in (
        ("pair", ("attribution", "pair")), ("pair, direct", ("direct", "pair")), ("pair, mixed", ("mixed", "pair")),
        ("pair, indirect", ("indirect", "pair")), ("content words", ("content", "words")), ("content soft", ("content", "soft")),
        ("cue words", ("cue", "words")), ("source words", ("source", "words")))]
    rows.insert(1, row_of("pair, precision", column(sums, ("attribution", "pair")), precision))
    rows.insert(2, row_of("pair, recall", column(sums, ("attribution", "pair")), recall))
    rows.append(row_of("direct-quote accuracy", column(sums, ("quotes", "right")), recall)[:4] + [""])
    report = Report("Scores", os.path.basename(args.corpus), f"{len(docs)} documents")
    report.table(COLUMNS, rows, "F1 unless said")
    by = of("pair", [d.get("publisher", "?") for d in docs], sums)
    report.table(COLUMNS, [row_of(name, part) for name, part in by], "By publisher")
    return report


def auc(marked):
    """Area under ROC of right against wrong, from a counter of (confidence, right)."""
    below = area = 0
    for value in sorted({c for c, _ in marked}):
        right, wrong = marked[value, True], marked[value, False]
        area += right * (below + wrong / 2)
        below += wrong
    rights = sum(n for (_, right), n in marked.items() if right)
    return area / (rights * below) if rights and below else None


def bins(marked):
    """[n, sum of confidence, number right] for each tenth of confidence."""
    out = [[0, 0.0, 0] for _ in range(10)]
    for (c, right), n in marked.items():
        cell = out[min(9, int(c * 10 + 1e-9))]
        cell[0] += n
        cell[1] += n * c
        cell[2] += n * right
    return out


def expected_error(marked):
    total = sum(marked.values())
    return sum(abs(c - right) for _, c, right in bins(marked)) / total if total else None


def share(test, whole):
    """A measure: the share of (confidence, right) pairs passing `test` among those passing `whole`, in per cent."""
    def measure(marked):
        among = sum(n for key, n in marked.items() if whole(*key))
        return 100 * sum(n for key, n in marked.items() if whole(*key) and test(*key)) / among if among else None
    return measure


def reliability(args):
    """How well confidence tells right attributions (pair at Jaccard 0.5) from wrong ones."""
    docs, scorer = corpus(args), args.scorer
    per_doc, golds = [], []
    for d, pred in zip(docs, predictions(docs, args)):
        gold = [g for g in items(d["text"], d["attributions"], scorer) if g.words["content"]]
        marked = [(item, a["confidence"]) for item, a in zip(items(d["text"], pred, scorer), pred) if item.words["content"]]
        hits = {p for _, p in scorer.match(gold, [item for item, _ in marked],
                                           lambda g, p: scorer.content50(g, p) and scorer.same_source(g, p))}
        per_doc.append(Counter((c, i in hits) for i, (_, c) in enumerate(marked)))
        golds.append(len(gold))
    whole = sum(per_doc, Counter())

    def resampled(measure):
        def pooled(ids):
            out = defaultdict(int)
            for i in ids:
                for key, n in per_doc[i].items():
                    out[key] += n
            out = Counter(out)
            return measure(out, sum(golds[i] for i in ids))
        return interval(len(docs), pooled)

    def row(name, measure, digits):
        return [name, number(measure(whole, sum(golds)), digits), between(resampled(measure), digits)]

    def is_sure(c, _):
        return c >= SURE

    def is_right(_, right):
        return right

    def gold_share(marked, gold):
        return 100 * sum(n for (c, right), n in marked.items() if right and c >= SURE) / gold if gold else None

    report = Report("Reliability of the confidence", os.path.basename(args.corpus),
                    f"{len(docs)} documents, {sum(whole.values())} predicted, {sum(golds)} gold attributions")
    report.table(["", "value", "interval"], [
        row("expected calibration error, 10 bins", lambda m, _: expected_error(m), 3),
        row("area under ROC", lambda m, _: auc(m), 3),
        row(f"precision at confidence >= {SURE}, %", lambda m, _: share(is_right, is_sure)(m), 1),
        row(f"predicted with confidence >= {SURE}, % of predicted", lambda m, _: share(is_sure, lambda *_: True)(m), 1),
        row(f"right with confidence >= {SURE}, % of right", lambda m, _: share(is_sure, is_right)(m), 1),
        row(f"right with confidence >= {SURE}, % of gold", gold_share, 1)])
    report.table(["confidence", "n", "mean", "right"], [
        [f"{i / 10:.1f} to {(i + 1) / 10:.1f}", n, number(c / n if n else None, 2), number(right / n if n else None, 2)]
        for i, (n, c, right) in enumerate(bins(whole))], "Ten bins")
    return report


def robust(args):
    """The pair on texts changed in ways that keep the gold."""
    docs, key, base, rows = corpus(args), ("attribution", "pair"), None, []
    for name, changed in changes.changes(docs, args.scorer):
        part = column(corpus_tallies(changed, predictions(changed, args), args.scorer), key)
        base = base or part
        row = row_of(name, part)[:3]
        if part is not base:
            bounds = interval(len(docs), lambda ids: f1([part[i] for i in ids]) - f1([base[i] for i in ids]))
            row += [f"{f1(part) - f1(base):+.1f}", between(bounds)]
        rows.append(row + [""] * (5 - len(row)))
        print(f"{name}: {row[1]}", file=sys.stderr)
    report = Report("Robustness", os.path.basename(args.corpus), f"{len(docs)} documents")
    report.table(["pair F1", "value", "interval", "difference", "interval"], rows)
    return report


def own(args, name):
    """Our own set: its cases and their readings."""
    path = args.folder or os.path.join(HERE, name)
    found = markup.cases(path)[:args.limit]
    if not found:
        sys.exit(f"no cases in {path}: a kept-back set stands there only between its writing and its scoring; --folder names another")
    return found, readings([c.text for c in found], args)


def plain(reading, keep=lambda q: True):
    """Quotations of a reading in the scorer's format, as our own contract cuts them."""
    return [{"content": predict.pairs(q["content"]), "cue": predict.pairs(q["cue"]), "kind": q["kind"], "asserted": q["asserted"],
             "source": [span for speaker in q["speakers"] for span in predict.pairs(speaker["mention"])]}
            for q in reading["quotations"] if keep(q)]


def invented(args):
    """The pair on invented reports, outermost quotations, by kind, desk and region; kinds as annotated."""
    cases, found = own(args, "invented")
    sums = []
    for case, reading in zip(cases, found):
        gold = [case.attribution(n) for n in case.content if not case.parent(n)]
        pred = plain(reading, lambda q: not q["parent"])
        sums.append(tallies(case.text, items(case.text, gold, args.scorer, True), items(case.text, pred, args.scorer, True), args.scorer))
    rows = [row_of(name, column(sums, (group, "pair"))) for name, group in (
        ("pair", "attribution"), ("pair, direct", "direct"), ("pair, mixed", "mixed"), ("pair, indirect", "indirect"))]
    if args.dev_pair is not None:
        pair = f1(column(sums, ("attribution", "pair")))
        rows.append(["pair less dev's", f"{pair - args.dev_pair:+.1f}", "", "", ""])
    report = Report("Out of domain: invented reports", "invented", f"{len(cases)} reports")
    report.table(COLUMNS, rows, "F1")
    for key in ("desk", "region"):
        report.table(COLUMNS, [row_of(*part) for part in of(key, [c.fields.get(key, "?") for c in cases], sums)], f"By {key}")
    return report


def nested(args):
    """Quotations inside others: content and source right at Jaccard 0.5."""
    cases, found = own(args, "nested")
    sums = []
    for case, reading in zip(cases, found):
        gold = [case.attribution(n) for n in case.content if case.parent(n)]
        pred = plain(reading, lambda q: q["parent"])
        sums.append(tallies(case.text, items(case.text, gold, args.scorer), items(case.text, pred, args.scorer), args.scorer))
    pair = column(sums, ("attribution", "pair"))
    report = Report("Nested quotations", "nested", f"{len(cases)} cases")
    report.table(COLUMNS, [row_of("pair, precision", pair, precision), row_of("pair, recall", pair, recall), row_of("pair, F1", pair)])
    return report


def covers(gold, pred):
    """A reading's quotation that holds most of the content and not the cue: one that holds the cue too is about the saying
    ("whether she said so, they asked") and is another quotation."""
    about = gold.words["cue"] and gold.words["cue"] <= pred.words["content"]
    return not about and 2 * len(gold.words["content"] & pred.words["content"]) >= len(gold.words["content"])


def asserted(args):
    """Quotations that the report does not say were made: how many come out as said, and the reverse."""
    cases, found = own(args, "asserted")
    values, confusion, per_doc = ["yes", "no", "asked", "future", "conditional", "hedged"], Counter(), []
    for case, reading in zip(cases, found):
        numbers, pred = sorted(case.content), plain(reading)
        gold = items(case.text, [case.attribution(n) for n in numbers], args.scorer)
        matched = dict(args.scorer.match(gold, items(case.text, pred, args.scorer), covers))
        own_counts = Counter()
        for g, n in enumerate(numbers):
            got = pred[matched[g]]["asserted"] if g in matched else "missed"
            confusion[case.asserted(n), got] += 1
            group = "yes" if case.asserted(n) == "yes" else "not yes"
            own_counts[group, "gold"] += 1
            if got != "missed":
                own_counts[group, "found"] += 1
                own_counts[group, "wrong"] += (got == "yes") != (group == "yes")
        per_doc.append(own_counts)

    def row(name, group, part, whole):
        total = sum(per_doc, Counter())
        hits, n = total[group, part], total[group, whole]
        bounds = interval(len(per_doc), lambda ids: ratio([per_doc[i] for i in ids], (group, part), (group, whole)))
        return [name, number(100 * hits / n if n else None), f"{hits} of {n}", between(wilson(hits, n)), between(bounds)]

    report = Report("Was it said? `asserted`", "asserted", f"{len(cases)} cases")
    report.table(["", "%", "", "Wilson 95 %", "bootstrap"], [
        row("not yes, found", "not yes", "found", "gold"), row("not yes, of the found printed as yes", "not yes", "wrong", "found"),
        row("yes, found", "yes", "found", "gold"), row("yes, of the found printed as not yes", "yes", "wrong", "found")])
    got = values + sorted({g for _, g in confusion} - set(values) - {"missed"}) + ["missed"]
    report.table(["gold \\ read"] + got, [[v] + [confusion[v, g] for g in got] for v in values], "Confusion")
    return report


def gum(args):
    """Named heads, coreference and pronouns on GUM."""
    docs = gum_corpus.documents(args.corpus)[:args.limit]
    found = readings([d.text for d in docs], args)
    ours = [measure_gum.ours(d, r) for d, r in zip(docs, found)]
    names = [measure_gum.named(d, m) for d, m in zip(docs, ours)]
    chains = [measure_gum.chains(d, m) for d, m in zip(docs, ours)]
    pronouns = [measure_gum.pronouns(d, r, m) for d, r, m in zip(docs, found, ours)]
    report = Report("Names and coreference", os.path.basename(args.corpus), f"{len(docs)} documents of {len({d.genre for d in docs})} genres")
    rows = [row_of(name, [n[name] for n in names]) for name in names[0]]
    report.table(COLUMNS, rows, "Named heads: F1 of head and type")
    rows = []
    for name in coreference.METRICS:
        part = [c[name] for c in chains]
        bounds = interval(len(part), lambda ids, part=part: coreference.f1([part[i] for i in ids]))
        rows.append([name, number(coreference.f1(part)), between(bounds)])
    bounds = interval(len(chains), lambda ids: coreference.conll([chains[i] for i in ids]))
    rows.append(["CoNLL, their mean", number(coreference.conll(chains)), between(bounds)])
    report.table(["", "F1", "interval"], rows, "Coreference without entities of one mention, head match")
    report.table(COLUMNS, [row_of("he, she, they of named entities, right", pronouns, recall),
                           row_of("the same, of those that were linked", pronouns, precision)], "Third-person pronouns")
    by = defaultdict(list)
    for doc, chain in zip(docs, chains):
        by[doc.genre].append(chain)
    report.table(["", "CoNLL F1", "documents"], [[g, number(coreference.conll(by[g])), len(by[g])] for g in sorted(by)], "By genre")
    return report


def ratio(counters, part, whole):
    n = sum(c[whole] for c in counters)
    return 100 * sum(c[part] for c in counters) / n if n else None


def times(args):
    """Expressions of time in our own set: found, value right, wrong; with --gum in GUM's dates."""
    return moments.gum(args) if args.gum else moments.own(args, args.folder or os.path.join(HERE, "times"))


def citations(args):
    """References to passages in our own set: precision and recall, also over near-misses."""
    return passages.own(args, args.folder or os.path.join(HERE, "citations"))


def communications(args):
    """Letters, speeches, calls … of reports with full records: ends, replies, quotations in them."""
    path = args.folder or os.path.join(HERE, "records")
    cases = markup.cases(path)[:args.limit]
    if not cases:
        sys.exit(f"no cases in {path}")
    found = [predict.read([c.text], args.binary, 1, c.fields.get("published"))[0] for c in cases]
    sums = [occasions.tallies(case, reading, args.show) for case, reading in zip(cases, found)]
    rows = []
    for name in sums[0]:
        part = column(sums, name)
        rows += [row_of(f"{name}, F1", part), row_of(f"{name}, precision", part, precision), row_of(f"{name}, recall", part, recall)]
    report = Report("Communications", os.path.basename(os.path.normpath(path)), f"{len(cases)} reports")
    report.table(COLUMNS, rows, "Quotations: of those that were found")
    return report


def people(args):
    """Who is meant in reports with full records: speakers and addressees."""
    path = args.folder or os.path.join(HERE, "records")
    cases = markup.cases(path)[:args.limit]
    if not cases:
        sys.exit(f"no cases in {path}")
    found = [predict.read([c.text], args.binary, 1, c.fields.get("published"))[0] for c in cases]
    sums = [occasions.people(case, reading, args.show) for case, reading in zip(cases, found)]
    sure = column(sums, "speaker, confidence 0.8 and above")
    rows = [row_of("speaker entity right, of named speakers", column(sums, "speaker"), recall),
            row_of("right at confidence 0.8 and above", sure, precision),
            row_of("covered at confidence 0.8 and above", [(t[1], t[1], t[1], t[3]) for t in sure], recall),
            row_of("unnamed called named", column(sums, "unnamed called named"), recall),
            row_of("addressee, precision", column(sums, "addressee"), precision),
            row_of("addressee, recall", column(sums, "addressee"), recall),
            row_of("stated addressee, precision", column(sums, "addressee, stated"), precision)]
    report = Report("Who is meant", os.path.basename(os.path.normpath(path)), f"{len(cases)} reports")
    report.table(COLUMNS, rows, "Quotations: of those that were found; speakers: of those whose mention is right")
    return report


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    commands = ap.add_subparsers(dest="command", required=True)
    for run in (table, reliability, robust, invented, nested, asserted, times, citations, communications, people, gum):
        sub = commands.add_parser(run.__name__, help=run.__doc__)
        sub.set_defaults(run=run)
        if run in (table, reliability, robust):
            sub.add_argument("--corpus", default=os.path.join(SHARED, "data", "polnear", "dev.jsonl"))
        elif run is gum:
            sub.add_argument("--corpus", default=os.path.join(SHARED, "data", "gum", "dev.conllu.gz"))
        else:
            sub.add_argument("--folder", help=f"the cases; corpora/{'records' if run in (communications, people) else run.__name__} without it")
        if run is times:
            sub.add_argument("--gum", metavar="FILE", help="GUM in CoNLL-U, gzipped: its dates instead of our own set")
        if run in (times, citations, communications, people):
            sub.add_argument("--show", action="store_true", help="list what is missed or wrong")
        if run is invented:
            sub.add_argument("--dev-pair", type=float, help="pair F1 on dev, to print the difference")
        sub.add_argument("--scorer", default=os.path.join(SHARED, "tools", "score.py"))
        sub.add_argument("--binary", default=predict.BINARY)
        sub.add_argument("--jobs", type=int, default=2)
        sub.add_argument("--limit", type=int, help="only the first documents")
        sub.add_argument("--write", metavar="FILE", help="also write the tables to FILE as Markdown")
    args = ap.parse_args()
    args.scorer = load_scorer(args.scorer)
    args.run(args).finish(args.write)


if __name__ == "__main__":
    main()
