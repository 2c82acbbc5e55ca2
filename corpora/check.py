#!/usr/bin/env python3
"""Measures checking: `check.py generate|measure|hand`.

`generate READINGS.jsonl... --claims OUT` makes claims with their truth from readings (`onrecord read --format jsonl`): quotations as they are, set
anew, trimmed, altered, spliced, given to somebody else, made of paraphrase, and quotations of reports that are kept out of the record.
`measure READINGS.jsonl...` makes them, asks `onrecord check`, and prints how many answers are right, by field and kind. `hand [FOLDER...]`
scores misquotations made by hand (corpora/misquotations; the format is in README.md). Readings are of texts that others own and are not here.
"""
import argparse
import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

from report import Report, between, interval, number

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY = os.path.join(HERE, "..", "target", "release", "onrecord")
# Every how manieth report is kept out of the record.
KEPT_OUT = 5
# Quoted words from which a claim is made.
SHORTEST, LONGEST = 6, 40
# A kept-out quotation with so many words in a row in the record may be there too: outlets quote one speech.
RUN = 7
WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*|[%$€£?]")
NUMBERS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred thousand million billion".split()
SMALL = set("""a an the and or but if of to in on at by for with from as is are was were be been am do does did have has had will would can could
should may might must not no i you he she it we they me him her us them my your his its our their this that these those who what which there here
so just very about into than then because when where how all some any more most many much up out""".split())
AUXILIARIES = "is are was were will would can could should do did does have has had must".split()
KINDS = ["verbatim", "part", "retypeset", "trimmed", "bracketed", "word", "inserted", "dropped", "number", "name", "negation", "spliced", "misattributed",
         "from_paraphrase", "absent"]
EXPECTED = {"part": "verbatim", "retypeset": "verbatim", "bracketed": "trimmed", "word": "altered", "inserted": "altered", "dropped": "altered",
            "number": "altered", "name": "altered", "negation": "altered", "misattributed": "verbatim",
            "from_paraphrase": "quoted_from_paraphrase", "absent": "not_found"}


def folded(text):
    """Words in small letters, parted and framed by blanks; this folds on its own, apart from the checker's way."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.replace("’", "'").replace("\u00ad", ""))
    return " " + " ".join(w.lower().replace(".", "") for w in WORD.findall(text)) + " "


class Record:
    """Readings, parted into those of the record and those kept out."""

    def __init__(self, files):
        self.readings = []
        seen = set()
        for name in files:
            with open(name, encoding="utf-8") as f:
                for line in f:
                    reading = json.loads(line)
                    if reading["document"]["id"] not in seen:
                        seen.add(reading["document"]["id"])
                        self.readings.append(reading)
        ids = sorted(seen)
        out = {d for n, d in enumerate(ids) if n % KEPT_OUT == 0}
        self.held = [r for r in self.readings if r["document"]["id"] not in out]
        self.out = [r for r in self.readings if r["document"]["id"] in out]
        self.text = "\n".join(folded(r["document"]["text"]) for r in self.held)
        self.grams = set()
        for reading in self.held:
            words = folded(reading["document"]["text"]).split()
            self.grams.update(tuple(words[i:i + RUN]) for i in range(len(words) - RUN + 1))

    def has(self, text):
        return folded(text) in self.text

    def shares(self, text):
        """Whether RUN words in a row stand in the record, or all where they are fewer."""
        words = folded(text).split()
        return self.has(text) or any(tuple(words[i:i + RUN]) in self.grams for i in range(len(words) - RUN + 1))


def pieces(reading, spans):
    text = reading["document"]["text"]
    return [text[s["start"]:s["end"]] for s in spans]


def plain(text):
    return " ".join(text.split()).strip(" ,;:-–—")


def speaker_of(reading, quotation):
    """The name of the only speaker, if it is one: a person's or organisation's."""
    speakers = quotation["speakers"]
    if len(speakers) != 1 or speakers[0]["status"] != "named":
        return None
    entity = next((e for e in reading["entities"] if e["id"] == speakers[0]["entity"]), None)
    if not entity or entity["kind"] not in ("person", "organisation", "publication"):
        return None
    return " ".join(entity["name"].split())


def quotations(readings):
    """(reading, quotation, speaker, quoted words) of plain quotations in the body."""
    for reading in readings:
        for q in reading["quotations"]:
            kind = reading["parts"][q["part"]]["kind"] if reading["parts"] else "body"
            if q["parent"] or q["asserted"] != "yes" or not q["quoted"] or q["repeats"] or kind in ("headline", "subhead", "pull_quote"):
                continue
            # Words that stand in a quotation inside this one are that one's speaker's.
            inner = [s for o in reading["quotations"] if o["parent"] == q["id"] for s in o["content"]]
            if any(s["start"] < i["end"] and i["start"] < s["end"] for s in q["quoted"] for i in inner):
                continue
            stretches = [plain(p) for p in pieces(reading, q["quoted"])]
            # Of a mixed quotation each stretch is quoted for itself.
            for stretch in [" ".join(stretches)] if q["kind"] == "direct" else stretches:
                words = stretch.split()
                if SHORTEST <= len(words) <= LONGEST and not re.search(r"[\[\]…]|\.\.\.", stretch):
                    yield reading, q, speaker_of(reading, q), stretch


def content(words, pick):
    """Places of words that say something and are no names."""
    return [i for i, w in enumerate(words) if re.fullmatch(r"[a-z]{4,}[,.]?", w) and w.strip(",.") not in SMALL and pick(i)]


def retypeset(text, rng):
    ways = [lambda t: t.replace("'", "’"), lambda t: t.replace(" ", "  ", 2), lambda t: t.replace(" ", "\n", 1), lambda t: "“" + t + "”",
            lambda t: "‘" + t + "’", lambda t: t[0].swapcase() + t[1:] if t[1:2].islower() else t,
            lambda t: f"[{t[0].swapcase()}]{t[1:]}" if t[1:2].islower() else t, lambda t: t.replace(",", " –", 1), lambda t: t.rstrip(".") + ",",
            lambda t: t.replace("-", " "), lambda t: re.sub(r"(\w{5})(\w{4})", "\\1\u00ad\\2", t, count=1)]
    changed = text
    for way in rng.sample(ways, 3):
        changed = way(changed)
    return changed


def trimmed(words, rng):
    if len(words) < 12:
        return None
    start = rng.randrange(4, len(words) - 7)
    end = rng.randrange(start + 2, min(start + 10, len(words) - 4))
    return " ".join(words[:start] + [rng.choice(["…", "...", "[...]", "[…]", ". . ."])] + words[end:])


def bracketed(words, rng):
    places = [i for i, w in enumerate(words) if w.lower() in ("he", "she", "they", "we", "it", "them", "this")]
    if not places:
        return None
    i = rng.choice(places)
    return " ".join(words[:i] + ["[the harbour board]"] + words[i + 1:])


def altered(kind, words, rng, vocabulary, names):
    words = list(words)
    if kind == "number":
        places = [i for i, w in enumerate(words) if re.search(r"\d", w) or w.lower().strip(",.") in NUMBERS]
        if not places:
            return None
        i = rng.choice(places)
        if re.search(r"\d", words[i]):
            words[i] = re.sub(r"\d", lambda m: str((int(m[0]) + rng.randrange(1, 9)) % 10), words[i], count=1)
        else:
            words[i] = rng.choice([n for n in NUMBERS if n != words[i].lower().strip(",.")])
    elif kind == "name":
        places = [i for i in range(1, len(words)) if re.fullmatch(r"[A-Z][a-z]{2,}[,.]?", words[i]) and not re.search(r"[.!?]$", words[i - 1])]
        if not places:
            return None
        i = rng.choice(places)
        words[i] = rng.choice([n for n in names if n != words[i].strip(",.")])
    elif kind == "negation":
        negations = [i for i, w in enumerate(words) if 0 < i < len(words) - 1 and w.lower().strip(",.") in ("not", "never", "no")]
        turned = [i for i, w in enumerate(words) if re.fullmatch(r"\w+n['’]t", w)]
        places = [i for i, w in enumerate(words[:-1]) if w.lower() in AUXILIARIES]
        if negations and rng.random() < 0.6:
            del words[rng.choice(negations)]
        elif turned:
            i = rng.choice(turned)
            words[i] = {"won’t": "will", "won't": "will", "can’t": "can", "can't": "can"}.get(words[i].lower(), words[i][:-3])
        elif places:
            words.insert(rng.choice(places) + 1, "not")
        else:
            return None
    else:
        # At an end a word left out is a shorter quotation.
        places = content(words, lambda i: 0 < i < len(words) - 1)
        if not places:
            return None
        i = rng.choice(places)
        if kind == "dropped":
            del words[i]
        else:
            other = rng.choice([w for w in vocabulary if w != words[i].strip(",.").lower()])
            words[i:i + (kind == "word")] = [other]
    return " ".join(words)


def generate(record, seed, most):
    """Claims with truth, `most` of each kind at most: {"text", "speaker", "kind", "words", "attribution", "document"}."""
    rng = random.Random(seed)
    held = list(quotations(record.held))
    rng.shuffle(held)
    vocabulary = sorted({w for w in record.text.split() if re.fullmatch(r"[a-z]{4,9}", w) and w not in SMALL})
    people = Counter(s for _, _, s, _ in held if s and " " in s)
    people = sorted(people)
    names = sorted({n.split()[-1] for n in people if re.fullmatch(r"[A-Z][a-z]+", n.split()[-1])})
    claims, count = [], Counter()
    long = defaultdict(list)
    for quoted in held:
        if len(quoted[3].split()) >= 10:
            long[quoted[2]].append(quoted)

    def add(kind, reading, text, speaker, attribution):
        if text and count[kind] < most:
            count[kind] += 1
            claims.append({"text": text, "speaker": speaker, "kind": kind, "words": EXPECTED.get(kind, kind), "attribution": attribution,
                           "document": reading["document"]["id"]})

    for n, (reading, q, speaker, text) in enumerate(held):
        words = text.split()
        said = "same" if speaker else None
        known = speaker or None
        if speaker and " " not in speaker and rng.random() < 0.5:
            full = re.findall(r"\b([A-Z][a-z]+ " + re.escape(speaker) + r")\b", reading["document"]["text"])
            full = [f for f in full if f.split()[0] not in ("Mr", "Mrs", "Ms", "Dr", "The", "But", "And", "President", "Senator", "Governor", "Secretary", "Judge")]
            if len({*full}) == 1:
                known = full[0]
        if n % 2:
            add("verbatim", reading, text, known, said)
        elif len(words) > 9:
            start = rng.randrange(0, len(words) - 7)
            add("part", reading, plain(" ".join(words[start:rng.randrange(start + 6, len(words))])), known, said)
        add("retypeset", reading, retypeset(text, rng), known, said)
        add("trimmed", reading, trimmed(words, rng), known, said)
        add("bracketed", reading, bracketed(words, rng), known, said)
        for kind in ("word", "inserted", "dropped", "number", "name", "negation"):
            changed = altered(kind, words, rng, vocabulary, names)
            if changed and not record.has(changed):
                add(kind, reading, changed, known, said)
        if speaker and people:
            folded_text = reading["document"]["text"]
            others = [p for p in rng.sample(people, min(30, len(people))) if p.split()[-1] not in folded_text]
            if others:
                add("misattributed", reading, text, others[0], "other")
        if len(words) >= 10:
            mates = [o for o in long[speaker] if o[1]["key"] != q["key"]] if speaker else []
            if mates:
                other = rng.choice(mates)
                joined = plain(" ".join(words[:rng.randrange(5, len(words) - 3)])) + " " + " ".join(other[3].split()[-rng.randrange(5, 9):])
                # Neighbours in the text are one saying.
                apart = other[0] is not reading or abs(other[1]["content"][0]["start"] - q["content"][0]["start"]) > 600
                if apart and not record.has(joined):
                    add("spliced", reading, joined, known, said)
    for reading in record.held:
        for q in reading["quotations"]:
            words = plain(" ".join(pieces(reading, q["content"]))).split()
            if q["kind"] == "indirect" and q["asserted"] == "yes" and len(words) >= 9 and len(q["content"]) == 1 and not q["parent"]:
                text = plain(" ".join(words[:rng.randrange(8, min(len(words), 25) + 1)]))
                inside = any(folded(text) in folded(" ".join(pieces(reading, o["quoted"]))) for o in reading["quotations"])
                if not inside and "“" not in text and '"' not in text and "''" not in text and rng.random() < 0.4:
                    add("from_paraphrase", reading, text, speaker_of(reading, q), "same" if speaker_of(reading, q) else None)
    out = list(quotations(record.out))
    rng.shuffle(out)
    for reading, _, speaker, text in out:
        if not record.shares(text):
            add("absent", reading, text, speaker or "Ana Ruiz", None)
    return claims


def ask(binary, readings, claims, meaning=False):
    """The answers to claims, in order; with `meaning` other renderings are looked for too."""
    with tempfile.TemporaryDirectory() as folder:
        against, asked = os.path.join(folder, "readings.jsonl"), os.path.join(folder, "claims.jsonl")
        with open(against, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in readings)
        with open(asked, "w", encoding="utf-8") as f:
            f.writelines(json.dumps({"text": c["text"], "speaker": c["speaker"]}, ensure_ascii=False) + "\n" for c in claims)
        done = subprocess.run([binary, "check", "--claims", asked, "--against", against, "--format", "json"]
                              + ["--meaning"] * meaning, capture_output=True, check=False)
        if done.returncode not in (0, 1) or not done.stdout:
            sys.exit(done.stderr.decode("utf-8", "replace"))
    return json.loads(done.stdout)["claims"]


def share(rows):
    """Cells: hits of all in per cent, interval over documents, number."""
    by = defaultdict(lambda: [0, 0])
    for document, hit in rows:
        by[document][0] += hit
        by[document][1] += 1
    tallies = list(by.values())

    def value(ids):
        hits, n = sum(tallies[i][0] for i in ids), sum(tallies[i][1] for i in ids)
        return 100 * hits / n if n else None
    return [number(value(range(len(tallies))), 2), between(interval(len(tallies), value), 2), str(len(rows))]


def measure(args):
    record = Record(args.readings)
    claims = generate(record, args.seed, args.most)
    answers = ask(args.binary, record.held, claims, args.meaning)
    pairs = list(zip(claims, answers))
    report = Report("Checking: claims made from readings", f"{len(record.held)} reports in the record, {len(record.out)} kept out; seed {args.seed}", len(claims))
    rows = []
    right = [(c, a["words"] == c["words"] or c["kind"] == "absent" and a["words"] == "too_short", a) for c, a in pairs]
    for kind in KINDS:
        rows.append([kind, EXPECTED.get(kind, kind)] + share([(c["document"], ok) for c, ok, _ in right if c["kind"] == kind])
                    + [", ".join(f"{w} {n}" for w, n in Counter(a["words"] for c, ok, a in right if c["kind"] == kind and not ok).most_common(4))])
    rows.append(["all", ""] + share([(c["document"], ok) for c, ok, _ in right]) + [""])
    report.table(["made", "truth", "right %", "95 %", "n", "else"], rows, "Words")
    # Where nothing was found there is nobody to compare; that is an error of words.
    said = [(c, a) for c, a in pairs if c["attribution"] and a["evidence"]]
    rows = [[truth] + share([(c["document"], a["attribution"] == truth) for c, a in said if c["attribution"] == truth])
            + [", ".join(f"{w} {n}" for w, n in Counter(a["attribution"] for c, a in said if c["attribution"] == truth and a["attribution"] != truth).most_common(4))]
            for truth in ("same", "other")]
    rows.append(["all"] + share([(c["document"], a["attribution"] == c["attribution"]) for c, a in said]) + [""])
    report.table(["attribution", "right %", "95 %", "n", "else"], rows, "Attribution, of what was found")
    changed = [(c, a) for c, a in pairs if c["words"] == "altered"]
    absent = [(c, a) for c, a in pairs if c["kind"] == "absent"]
    report.table(["harm", "%", "95 %", "n"], [
        ["verbatim said of an altered quotation"] + share([(c["document"], a["words"] == "verbatim") for c, a in changed]),
        ["absent called anything but not_found, too_short"] + share([(c["document"], a["words"] not in ("not_found", "too_short")) for c, a in absent]),
        ["other said of the same speaker"] + share([(c["document"], a["attribution"] == "other") for c, a in said if c["attribution"] == "same"]),
    ], "Harm")
    bins = defaultdict(list)
    for c, ok, a in right:
        if c["attribution"] or c["kind"] == "absent":
            # Who says `unclear` says nothing that can be wrong.
            both = ok and (c["kind"] == "absent" or a["attribution"] in (c["attribution"], "unclear"))
            bins[min(9, int(a["confidence"] * 10)) if a["confidence"] < 0.95 else 10].append((a["confidence"], both))
    report.table(["confidence", "mean", "right %", "n"], [
        [["0.%d" % b, "0.95 and above"][b == 10], number(sum(x for x, _ in bins[b]) / len(bins[b]), 3), number(100 * sum(h for _, h in bins[b]) / len(bins[b])), str(len(bins[b]))]
        for b in sorted(bins)], "Reliability: words and speaker both right")
    report.finish(args.write)
    if args.show:
        for c, ok, a in right:
            wrong = c["attribution"] and a["evidence"] and a["attribution"] != c["attribution"]
            if (args.show in ("all", c["kind"]) and not ok) or args.show in ("all", "attribution") and wrong:
                print(json.dumps({"made": c, "words": a["words"], "attribution": a["attribution"], "standing": a["standing"],
                                  "speakers": [e["speakers"] for e in a["evidence"][:2]], "diff": [e["diff"] for e in a["evidence"][:1]]}, ensure_ascii=False))


def blocks(path):
    """Cases of a file: (name, [report texts], [(claim text, facts)])."""
    name, kind, lines, out = "", None, [], []
    with open(path, encoding="utf-8") as f:
        for line in f.read().split("\n"):
            if kind and line.strip() == "~~~":
                if kind == "report":
                    out[-1][1].append("\n".join(lines))
                else:
                    cut = lines.index("--")
                    facts = dict(fact.split(" ", 1) for fact in lines[cut + 1:] if fact.strip())
                    out[-1][2].append(("\n".join(lines[:cut]), facts))
                kind = None
            elif kind:
                lines.append(line)
            elif line.strip() in ("~~~report", "~~~claim"):
                kind, lines = line.strip()[3:], []
            elif line.startswith("## "):
                name = line[3:].strip()
                out.append((name, [], []))
    return out


def hand(args):
    tallies = defaultdict(list)
    for folder in args.folders:
        for path in sorted(glob.glob(os.path.join(folder, "*.md"))):
            cases = blocks(path)
            texts = sorted({t for _, reports, _ in cases for t in reports})
            with tempfile.TemporaryDirectory() as place:
                files = [os.path.join(place, f"{n:04}.txt") for n in range(len(texts))]
                for name, text in zip(files, texts):
                    with open(name, "w", encoding="utf-8") as f:
                        f.write(text)
                read = subprocess.run([args.binary, "read", "--format", "jsonl"] + files, capture_output=True, check=True).stdout.decode("utf-8")
            readings = {r["document"]["text"]: r for r in map(json.loads, read.rstrip("\n").split("\n"))}
            for name, reports, claims in cases:
                answers = ask(args.binary, [readings[t] for t in reports], [{"text": t, "speaker": f.get("speaker")} for t, f in claims], args.meaning)
                for (text, facts), answer in zip(claims, answers):
                    standing = " ".join(answer["standing"]) or "none"
                    found = {"words": answer["words"], "attribution": answer["attribution"], "standing": standing,
                             "grave": next((d["grave"] for e in answer["evidence"][:1] for d in e["diff"] if d.get("grave")), "none")}
                    wanted = {k: v if k != "standing" else " ".join(sorted(v.split(), key=lambda s: list(ORDER).index(s))) for k, v in facts.items() if k in found}
                    wrong = {k: f"{found[k]}, expected {v}" for k, v in wanted.items() if found[k] != v}
                    if args.meaning:
                        said, true = found["words"] == "paraphrase", facts.get("words") == "paraphrase"
                        if said:
                            tallies["paraphrase: precision"].append((path + name, true))
                        if true:
                            tallies["paraphrase: recall"].append((path + name, said))
                    for field in wanted:
                        tallies[field].append((path + name, field not in wrong))
                    tallies["all of a claim"].append((path + name, not wrong))
                    if wrong and args.show:
                        print(f"{os.path.basename(path)}: {name}: {text!r}: {wrong}: {answer['explanation']}")
    report = Report("Checking: misquotations made by hand", " ".join(args.folders), len(tallies["all of a claim"]))
    report.table(["field", "right %", "95 %", "n"], [[field] + share(rows) for field, rows in tallies.items()])
    report.finish(args.write)


ORDER = ("none", "secondhand", "not_asserted", "corrected", "disputed", "headline_only")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("generate", "measure"):
        command = commands.add_parser(name)
        command.add_argument("readings", nargs="+")
        command.add_argument("--seed", type=int, default=7)
        command.add_argument("--most", type=int, default=1000, help="claims of each kind at most")
    commands.choices["generate"].add_argument("--claims", required=True)
    commands.choices["measure"].add_argument("--show", nargs="?", const="all", help="print what is wrong: a kind, `attribution` or all")
    command = commands.add_parser("hand")
    command.add_argument("folders", nargs="*", default=[os.path.join(HERE, "misquotations")])
    command.add_argument("--show", action="store_true")
    for name in ("measure", "hand"):
        commands.choices[name].add_argument("--binary", default=BINARY)
        commands.choices[name].add_argument("--write")
        commands.choices[name].add_argument("--meaning", action="store_true", help="look for other renderings too")
    args = parser.parse_args()
    if args.command == "generate":
        with open(args.claims, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(c, ensure_ascii=False) + "\n" for c in generate(Record(args.readings), args.seed, args.most))
    elif args.command == "measure":
        measure(args)
    else:
        hand(args)


if __name__ == "__main__":
    main()
