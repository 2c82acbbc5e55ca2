#!/usr/bin/env python3
"""Case files: Markdown with ~~~case blocks whose text carries inline tags, as GUIDE.md describes.

    cases("corpora/invented")  ->  [Case, ...]

A Case holds the text without tags, the pieces of every numbered content, cue and source in code points of that text, and
the facts below the line `--`. `python3 markup.py PATH...` checks files and counts what they hold.
"""
import os
import re
import sys
from dataclasses import dataclass, field

TAG = re.compile(r"<(/?)([qcsdrm])([0-9]+)>")
ROLES = {"q": "content", "c": "cue", "s": "source"}
PLACES = {**ROLES, "d": "time", "r": "citation", "m": "evidence"}
MEDIA = ("letter speech statement press_release press_conference interview call meeting debate testimony post broadcast publication "
         "court_filing other").split()
KINDS = ("direct", "mixed", "indirect")


@dataclass
class Case:
    """One marked-up text. `facts` is {quotation number: {"kind": "direct", "asserted": "no", ...}}."""
    id: str
    title: str
    text: str
    gap: bool = False
    fields: dict = field(default_factory=dict)      # "desk: sport" lines before the block
    content: dict = field(default_factory=dict)     # {number: [[start, end], ...]}
    cue: dict = field(default_factory=dict)
    source: dict = field(default_factory=dict)
    time: dict = field(default_factory=dict)
    citation: dict = field(default_factory=dict)
    evidence: dict = field(default_factory=dict)    # of communications
    facts: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)      # {"d1": "2024-03-12", "r1": "bible Isa.2.4"}
    communications: dict = field(default_factory=dict)  # {1: {"medium": "letter", "from": "Ana Ruiz", "to": "...", "replies": "m2"}}

    def asserted(self, n):
        return self.facts.get(n, {}).get("asserted", "yes")

    def parent(self, n):
        """The number of the quotation that `n` stands in, or None."""
        name = self.facts.get(n, {}).get("parent")
        return int(name[1:]) if name else None

    def attribution(self, n):
        """Quotation `n` in the scorer's format, with its number and, where written, its kind."""
        return {"n": n, "kind": self.facts.get(n, {}).get("kind"),
                **{role: getattr(self, role).get(n, []) for role in ROLES.values()}}


def untag(marked):
    """The text without tags and {"content": {n: pieces}, "cue": ..., "source": ...}."""
    spans = {role: {} for role in PLACES.values()}
    text, length, at, opened = [], 0, 0, {}
    for tag in TAG.finditer(marked):
        text.append(marked[at:tag.start()])
        length += tag.start() - at
        at = tag.end()
        closing, letter, n = tag[1], tag[2], int(tag[3])
        if not closing:
            if (letter, n) in opened:
                raise ValueError(f"{tag[0]} is open already")
            opened[letter, n] = length
        elif (letter, n) not in opened:
            raise ValueError(f"{tag[0]} closes nothing")
        else:
            start = opened.pop((letter, n))
            if start == length:
                raise ValueError(f"{tag[0]} closes an empty span")
            spans[PLACES[letter]].setdefault(n, []).append([start, length])
    if opened:
        raise ValueError("never closed: " + ", ".join(f"<{letter}{n}>" for letter, n in opened))
    text.append(marked[at:])
    for numbers in spans.values():
        for pieces in numbers.values():
            pieces.sort()
    return "".join(text), spans


def read_values(lines):
    """{"d1": value} of lines such as `d1 2024-03-12` and `r1 bible Isa.2.4`."""
    return {words[0]: " ".join(words[1:]) for words in map(str.split, lines) if words and re.fullmatch(r"[dr][0-9]+", words[0])}


def read_facts(lines):
    """{number: {key: value}} of lines such as `q1 direct` and `q1 asserted no`."""
    facts = {}
    for line in lines:
        words = line.split()
        if not words or re.fullmatch(r"[drm][0-9]+", words[0]):
            continue
        if not re.fullmatch(r"q[0-9]+", words[0]) or len(words) < 2:
            raise ValueError(f"not a fact: {line}")
        known = facts.setdefault(int(words[0][1:]), {})
        if words[1] in KINDS and len(words) == 2:
            known["kind"] = words[1]
        else:
            known[words[1]] = " ".join(words[2:])
    return facts


def read_communications(lines):
    """{number: {key: value}} of lines such as `m1 medium letter` and `m1 replies m2`."""
    found = {}
    for words in map(str.split, lines):
        if not words or not re.fullmatch(r"m[0-9]+", words[0]):
            continue
        if len(words) < 3 or words[1] not in ("medium", "name", "from", "to", "venue", "place", "date", "status", "replies"):
            raise ValueError(f"not a fact of a communication: {' '.join(words)}")
        found.setdefault(int(words[0][1:]), {})[words[1]] = " ".join(words[2:])
    for n, known in found.items():
        if known.get("medium") not in MEDIA:
            raise ValueError(f"m{n} has the medium {known.get('medium')}")
        for other in known.get("replies", "").split():
            if int(other.strip(",;m")) not in found:
                raise ValueError(f"m{n} replies to {other}, of which nothing is said")
    return found


def parse(document, name):
    """The cases of one Markdown file, in order."""
    out, block, title, gap, fields = [], None, name, False, {}
    for number, line in enumerate(document.split("\n"), 1):
        if block is not None:
            if line.strip() != "~~~":
                block.append(line)
                continue
            cut = block.index("--") if "--" in block else len(block)
            try:
                text, spans = untag("\n".join(block[:cut]))
                facts, values = read_facts(block[cut + 1:]), read_values(block[cut + 1:])
                communications = read_communications(block[cut + 1:])
                if unsaid := set(spans["evidence"]) - set(communications):
                    raise ValueError(f"no medium is given of {sorted(f'm{n}' for n in unsaid)}")
                for known in facts.values():
                    if (where := known.get("in")) and int(where[1:]) not in communications:
                        raise ValueError(f"a quotation is in {where}, of which nothing is said")
                for name_of, role in (("d", "time"), ("r", "citation")):
                    wanted = {f"{name_of}{n}" for n in spans[role]}
                    if wanted != {v for v in values if v[0] == name_of}:
                        raise ValueError(f"tags {sorted(wanted)} and their values differ")
                for n in facts:
                    if n not in spans["content"]:
                        raise ValueError(f"a fact of q{n}, which the text does not have")
            except ValueError as error:
                raise ValueError(f"{name}, case that ends at line {number}: {error}") from None
            out.append(Case(f"{name}:{number}", title, text, gap, dict(fields), facts=facts, values=values, communications=communications, **spans))
            block = None
        elif line.startswith("~~~case"):
            block = []
        elif heading := re.match(r"#+ (.*)", line):
            title = heading[1].strip()
            gap = title.endswith("(gap)")
        elif fact := re.match(r"([a-z]+): (.*)", line):
            fields[fact[1]] = fact[2].strip()
    if block is not None:
        raise ValueError(f"{name}: a case block is not closed")
    return out


def cases(path):
    """The cases of a file, or of every .md file below a folder in order of name."""
    names = [path] if os.path.isfile(path) else sorted(
        os.path.join(folder, name) for folder, _, files in os.walk(path) for name in files if name.endswith(".md"))
    out = []
    for name in names:
        with open(name, encoding="utf-8", newline="") as f:
            out += parse(f.read().replace("\r\n", "\n"), os.path.basename(name))
    return out


def main():
    for path in sys.argv[1:]:
        found = cases(path)
        print(f"{path}: {len(found)} cases, {sum(c.gap for c in found)} gaps, {sum(len(c.content) for c in found)} quotations, "
              f"{sum(len(c.time) for c in found)} times, {sum(len(c.citation) for c in found)} citations, "
              f"{sum(len(c.communications) for c in found)} communications")


if __name__ == "__main__":
    main()
