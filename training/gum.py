"""Turn GUM's discourse annotation into attributions in the training format.

    python gum.py ../shared/data/gum/train.conllu.gz OUT.jsonl [--terms open]

GUM (Zeldes 2017) marks attribution as a discourse relation: a satellite unit ("he said") points at the
unit it reports, and signals name the source and the cue by their word numbers in the document. From that,
and from the dependency trees, each line of OUT becomes one document:

    {"id", "genre", "licence", "open", "text", "attributions": [{"source", "cue", "content"}]}

where each of the three is a list of [start, end) in code points of "text". The content is the nucleus with
the units under it, kept to its sentence and its quotation; of a nest only the outermost is kept, as in
news corpora. Dropped: relations with no word of reporting (bylines, references), and commands ("note that").

--terms open keeps the documents whose text may be used for any purpose (see `licence`). Annotations are
CC BY 4.0. OUT holds corpus text: never write it into the repository.
"""
import argparse
import collections
import gzip
import json
import re
import sys
from urllib.parse import urlparse

# Licence of a whole genre (GUM's LICENSE.md); open only if any use is allowed and the claim is plausible.
GENRES = {
    "academic": ("CC BY 4.0", True),            # DH2017, PLOS, LSA, MDPI, IOP; two hosts shut below
    "bio": ("CC BY-SA 3.0", True),              # Wikipedia
    "conversation": ("CC BY-ND", False),        # Santa Barbara Corpus, TalkBank: no derivatives
    "court": ("mixed", False),                  # GUM says CC BY, its origins are courts of three countries and Santa Barbara
    "essay": ("CC BY-NC-SA 4.0", False),        # 88 Open Essays
    "fiction": ("CC BY-NC-SA 3.0", False),      # Small Beer Press and others
    "interview": ("CC BY 2.5", True),           # Wikinews
    "letter": ("CC BY-NC-SA 4.0", False),       # archives, terms by item
    "news": ("CC BY 2.5", True),                # Wikinews
    "podcast": ("CC BY-NC-SA 4.0", False),      # archive.org, terms by item
    "speech": ("mixed", False),                 # free where a US federal officer spoke, see below
    "textbook": ("mixed", False),               # OpenStax and Rebus are CC BY, see below
    "vlog": ("CC BY 3.0", True),                # the only Creative Commons licence YouTube offers
    "voyage": ("CC BY-SA 3.0", True),           # Wikivoyage
    "whow": ("CC BY-NC-SA 3.0", False),         # wikiHow
}
# Where the host of the text tells more than the genre.
HOSTS = {
    ("academic", "doi.org"): ("CC BY 4.0, not checked", False),                # by GUM's word alone
    ("academic", "onlinelibrary.wiley.com"): ("CC BY 4.0, not checked", False),
    ("court", "www.supremecourt.gov"): ("public domain (US)", True),           # federal court record
    ("fiction", "en.wikisource.org"): ("public domain", True),                 # Lovecraft, 1922
    ("fiction", "gutenberg.readingroo.ms"): ("public domain", True),           # Wells, 1895
    ("speech", "www.congress.gov"): ("public domain (US)", True),              # Congressional Record
    ("speech", "www.speaker.gov"): ("public domain (US)", True),
    ("speech", "www.whitehouse.gov"): ("public domain (US)", True),
    ("speech", "www.presidency.ucsb.edu"): ("public domain (US)", True),       # presidents in office; candidates below
    ("textbook", "openstax.org"): ("CC BY 4.0", True),
    ("textbook", "press.rebus.community"): ("CC BY 4.0", True),
}
# Documents that their host does not speak for.
DOCUMENTS = {
    "GUM_speech_trump": ("unknown", False),                                    # a candidate, not yet in office
    "GUM_textbook_anthropology": ("CC BY or CC BY-NC-SA", False),              # OpenStax's later books vary
}

Token = collections.namedtuple("Token", "n form upos feats head rel start end sent")
Unit = collections.namedtuple("Unit", "first last parent relations")

OPEN, CLOSE, EITHER = "“«„", "”»", ('"', "''", "``")
BRACKETS = {"(": ")", "[": "]", "-LRB-": "-RRB-"}
CUE_PARTS = ("aux", "aux:pass", "cop", "compound:prt", "fixed")
OUTSIDE_NAME = ("case", "mark", "cc", "punct", "parataxis", "advcl", "discourse")


def licence(name, meta):
    """The licence of a document's text, and whether it allows any use."""
    host = urlparse(meta.get("sourceURL", "")).netloc
    genre = meta["genre"]
    return DOCUMENTS.get(name) or HOSTS.get((genre, host)) or GENRES.get(genre, ("unknown", False))


class Document:
    """One document: its text, tokens (numbered from 0) and discourse units (numbered from 1)."""

    def __init__(self, lines):
        self.meta, self.tokens, self.text, self.paragraphs = {}, [], "", []
        self.starts = []
        self._parse(lines)
        self.units = self._units()
        self.unit_of = [0] * len(self.tokens)
        for number, unit in self.units.items():
            self.unit_of[unit.first:unit.last] = [number] * (unit.last - unit.first)
        self.children = collections.defaultdict(list)
        for number, unit in self.units.items():
            self.children[unit.parent].append(number)
        self.quotes = self._quotes()

    def _parse(self, lines):
        paragraph, sentence, base = True, 0, 0
        joined, skip_until, joined_space = True, 0, True
        for line in lines:
            if line.startswith("# newdoc id"):
                self.name = line.split("= ")[1]
            elif line.startswith("# meta::"):
                key, _, value = line[8:].partition(" = ")
                self.meta[key] = value
            elif line == "# newpar" or line.startswith("# newpar id"):
                paragraph = True
            elif not line:
                sentence, base = sentence + 1, len(self.tokens)
            elif line[0].isdigit():
                field = line.split("\t")
                if "." in field[0]:
                    continue
                if "-" in field[0]:
                    skip_until = int(field[0].split("-")[1])
                    joined_space = "SpaceAfter=No" not in field[9]
                    continue
                index = int(field[0])
                if index == 1:
                    gap = "\n\n" if paragraph else " "
                    paragraph, gap = False, gap if self.tokens else ""
                    self.text = self.text.rstrip(" ") + gap
                    if gap != " ":
                        self.paragraphs.append(len(self.tokens))
                start = len(self.text)
                self.text += field[1]
                head = base + int(field[6]) - 1 if field[6] != "0" else -1
                number = len(self.tokens)
                self.tokens.append(Token(number, field[1], field[3], field[5], head, field[7], start, len(self.text), sentence))
                if "Discourse=" in field[9]:
                    self.starts.append((number, re.search(r"Discourse=([^|]*)", field[9])[1]))
                space = joined_space if index == skip_until else "SpaceAfter=No" not in field[9] and index > skip_until
                self.text += " " if space else ""
                if index >= skip_until:
                    skip_until = 0
        self.text = self.text.rstrip(" ")

    def _units(self):
        units, ends = {}, [number for number, _ in self.starts[1:]] + [len(self.tokens)]
        for (first, value), last in zip(self.starts, ends):
            relations = []
            for part in value.split(";"):
                name, _, rest = part.partition(":")
                arrow = re.match(r"(\d+)->(\d+):", rest)
                if arrow:
                    relations.append((name, int(arrow[1]), int(arrow[2]), part))
            # the first part is the tree's edge, the others are secondary; the root's is ROOT:NUMBER:0
            root = value.startswith("ROOT:")
            number = int(value.split(":")[1]) if root else relations[0][1]
            units[number] = Unit(first, last, 0 if root else relations[0][2], relations)
        return units

    def _quotes(self):
        """Spans of tokens [open, close] of double quotations, each within its paragraph."""
        spans, opened = [], None
        edges = set(self.paragraphs)
        for token in self.tokens:
            if token.n in edges:
                opened = None
            if token.form in CLOSE or (token.form in EITHER and opened is not None):
                if opened is not None:
                    spans.append((opened, token.n))
                opened = None
            elif token.form in OPEN or token.form in EITHER:
                opened = token.n
        return spans

    def quote_at(self, number):
        return next((span for span in self.quotes if span[0] <= number <= span[1]), None)

    def up(self, number):
        """A token and its ancestors in the tree."""
        while number >= 0:
            yield number
            number = self.tokens[number].head

    def head(self, numbers):
        """The first token whose parent is outside the given ones."""
        inside = set(numbers)
        real = [n for n in numbers if self.tokens[n].upos != "PUNCT" and self.tokens[n].head not in inside]
        return real[0] if real else numbers[0]

    def subtree(self, number):
        """A unit and the units under it in the discourse tree."""
        found = [number]
        for unit in found:
            found += [c for c in self.children[unit] if c not in found]
        return set(found)

    def span(self, run):
        return [self.tokens[run[0]].start, self.tokens[run[-1]].end]


def documents(path):
    """The documents of a CoNLL-U file."""
    lines = []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("# newdoc") and lines:
                yield Document(lines)
                lines = []
            lines.append(line.rstrip("\n"))
    yield Document(lines)


def signalled(relation, kind):
    """Token numbers (from 0) that a relation's signals of one kind name."""
    numbers = set()
    for listed in re.findall(kind + r"-([\d,-]+?)-(?:gold|_)", relation):
        for part in listed.split(","):
            first, _, last = part.partition("-")
            if first:
                numbers.update(range(int(first) - 1, int(last or first)))
    return sorted(numbers)


def runs(numbers):
    """Ascending numbers as lists of consecutive ones."""
    out = []
    for number in sorted(numbers):
        if out and out[-1][-1] == number - 1:
            out[-1].append(number)
        else:
            out.append([number])
    return out


def find_cue(doc, relation, unit, nucleus):
    """The word of reporting with its auxiliaries and negation, as a run of tokens; None where there is none."""
    listed = [n for kind in ("lex-indwd", "lex-indph") for n in signalled(relation, kind) if unit.first <= n < unit.last]
    listed = [n for n in listed if doc.tokens[n].upos not in ("PUNCT", "PRON", "DET", "SCONJ", "CCONJ")]
    head = doc.head(list(range(unit.first, unit.last)))
    if not listed:
        if doc.tokens[head].upos != "VERB":
            return None
        listed = [head]
    above = set(doc.up(doc.head(list(range(nucleus.first, nucleus.last)))))
    choices = runs(listed)
    run = max(choices, key=lambda r: (bool(above & set(r)), head in r, any(doc.tokens[n].upos == "VERB" for n in r), r[0]))
    return extend_cue(doc, run, unit)


def extend_cue(doc, run, unit):
    """The run with its auxiliaries, copula, particle, negation and the adverbs among them."""
    parts, loose = set(run), set()
    roots = set(run) | {doc.tokens[n].head for n in run if doc.tokens[n].rel in CUE_PARTS}
    for n in run:  # "felt certain", "have no doubt": the verb that carries the word
        if doc.tokens[n].upos in ("ADJ", "NOUN") and doc.tokens[n].rel in ("xcomp", "obj") and doc.tokens[n].head < n:
            parts.update(range(max(doc.tokens[n].head, unit.first), n))
            roots.add(doc.tokens[n].head)
    for token in doc.tokens[unit.first:unit.last]:
        if token.n in roots and token.upos in ("VERB", "AUX", "ADJ"):
            parts.add(token.n)
        if token.head in roots:
            if token.rel in CUE_PARTS or "Polarity=Neg" in token.feats:
                parts.add(token.n)
            elif token.rel == "advmod":
                loose.add(token.n)
    run = next(r for r in runs(parts | loose) if run[0] in r)
    while run[0] not in parts:
        run = run[1:]
    while run[-1] not in parts:
        run = run[:-1]
    return run


def find_source(doc, relation, unit, cue):
    """The tokens of the source: the phrase around those signalled, in the satellite or at least its sentence."""
    sentence = doc.tokens[cue[0]].sent
    listed = [n for n in signalled(relation, "sem-atsrc") if n < len(doc.tokens) and n not in cue]
    inside = [n for n in listed if unit.first <= n < unit.last]
    near = inside or [n for n in listed if doc.tokens[n].sent == sentence]
    if near and not inside and not re.search(r"sem-atsrc-[\d,-]+-gold", relation):
        near = controller(doc, cue) or near
    subjects = {t.n for t in doc.tokens[unit.first:unit.last] if t.rel.startswith("nsubj") and t.head in cue}
    near = [n for n in near if doc.tokens[n].upos != "PUNCT"] or sorted(subjects)
    if not near:
        return None
    run = max(runs(near), key=lambda r: (bool(subjects & set(r)), any(doc.tokens[n].rel.startswith("nsubj") for n in r),
                                         -abs(r[0] - cue[0])))
    return noun_phrase(doc, doc.head(run), run, cue)


def controller(doc, cue):
    """The subject of the nearest clause above the cue; GUM's own guess (a signal not "gold") is the nearest noun."""
    for node in doc.up(doc.head(cue)):
        subjects = [t.n for t in doc.tokens if t.head == node and t.rel.startswith("nsubj") and t.n not in cue]
        if subjects:
            return subjects[:1]
    return None


def noun_phrase(doc, head, run, cue):
    """The dependency subtree of `head` around it, within its discourse unit."""
    if doc.tokens[head].upos == "PRON" and doc.tokens[head].rel.startswith("nsubj"):
        return [head]
    unit = doc.units[doc.unit_of[head]]
    keep = set()
    for token in doc.tokens[unit.first:unit.last]:
        path = list(doc.up(token.n))
        if head in path and not set(path[:path.index(head)]) & set(cue):
            below = path[:path.index(head)]
            if not (below and doc.tokens[below[-1]].rel in OUTSIDE_NAME and doc.tokens[below[-1]].rel != "punct"):
                keep.add(token.n)
    keep |= {n for n in run if n not in cue and doc.tokens[n].rel not in OUTSIDE_NAME}
    found = next(r for r in runs(keep | {head}) if head in r)
    return trim(doc, found) or [head]


def cue_branch(doc, number, cue):
    """The child of the cue that `number` hangs from, or None if it hangs from none."""
    below = None
    for node in doc.up(number):
        if node in cue:
            return below
        below = node
    return None


def find_content(doc, number, nucleus_number, cue):
    """Numbers of the discourse units that make the content."""
    nucleus, satellite = doc.units[nucleus_number], doc.units[number]
    own = doc.subtree(number) - doc.subtree(nucleus_number) | {number}
    if doc.units[number].parent == nucleus_number:
        own = doc.subtree(number)
    head = doc.head(list(range(nucleus.first, nucleus.last)))
    branch, sentence = cue_branch(doc, head, cue), doc.tokens[head].sent
    chosen, below = {nucleus_number}, doc.subtree(nucleus_number)
    for name, _, reported, _ in nucleus.relations:  # "according to A, B believes that C": C too
        if name.startswith("attribution") and reported != number:
            below |= doc.subtree(reported)
    for other in below - own:
        unit = doc.units[other]
        top = doc.head(list(range(unit.first, unit.last)))
        if doc.tokens[unit.first].sent == sentence and cue_branch(doc, top, cue) == branch and top not in cue:
            chosen.add(other)
    quote = doc.quote_at(nucleus.last - 1) or doc.quote_at(nucleus.first)
    if quote and not quote[0] <= cue[0] <= quote[1]:
        chosen |= within(doc, quote)
        chosen |= second_half(doc, quote, satellite)
    chosen -= {number}
    for other in range(min(chosen), max(chosen)):  # a unit between two others of the same sentence
        if other not in own and doc.tokens[doc.units[other].first].sent == sentence:
            chosen.add(other)
    return chosen


def within(doc, quote):
    return {doc.unit_of[n] for n in range(quote[0], quote[1] + 1)}


def second_half(doc, quote, satellite):
    """Units of a quotation that follows `"...," he said.` at once and has no attribution of its own."""
    last = satellite.last
    if satellite.first not in (quote[1] + 1, quote[1] + 2) or last >= len(doc.tokens) or last in doc.paragraphs:
        return set()
    following = doc.quote_at(last)
    if not following or following[0] != last:
        return set()
    units = within(doc, following)
    attributed = {nucleus for unit in doc.units.values() for name, _, nucleus, _ in unit.relations
                  if name.startswith("attribution") and unit.first != satellite.first}
    after = following[1] + 1
    claimed = after < len(doc.tokens) and any(r[0].startswith("attribution") and r[2] < r[1]
                                              for r in doc.units[doc.unit_of[after]].relations)
    return set() if claimed or units & attributed else units


def trim(doc, run):
    """A run without the punctuation at its edges, but for a mark whose partner is inside."""
    run = list(run)
    while run and removable(doc, run, 0):
        run.pop(0)
    while run and removable(doc, run, -1):
        run.pop()
    return run


def removable(doc, run, edge):
    token = doc.tokens[run[edge]]
    if any(c.isalnum() or c in "$€£%#" for c in token.form):
        return False
    span = doc.quote_at(token.n)
    if span and token.n in span:
        partner = span[0] + span[1] - token.n
        return partner not in run or enclosing(doc, run, span)
    forms = [doc.tokens[n].form for n in run]
    if edge == 0 and token.form in BRACKETS:
        return BRACKETS[token.form] not in forms[1:-1]
    if edge == -1 and token.form in BRACKETS.values():
        return not any(BRACKETS.get(form) == token.form for form in forms[1:-1])
    return True


def enclosing(doc, run, span):
    """Whether a quotation takes the whole run, edge punctuation aside."""
    return not any(doc.tokens[n].upos != "PUNCT" for n in run if not span[0] <= n <= span[1])


def content_runs(doc, units, cue, source):
    taken = set(cue) | set(source or ())
    tokens = [n for u in units for n in range(doc.units[u].first, doc.units[u].last) if n not in taken]
    edges = set(doc.paragraphs)
    pieces = []
    for run in runs(tokens):
        cuts = [0] + [i for i, n in enumerate(run) if n in edges and i] + [len(run)]
        pieces += [trim(doc, run[a:b]) for a, b in zip(cuts, cuts[1:])]
    return [piece for piece in pieces if any(doc.tokens[n].upos != "PUNCT" for n in piece)]


def attributions(doc, dropped):
    """The outermost attributions of a document, in order."""
    found = []
    for number, unit in doc.units.items():
        for name, _, nucleus, relation in unit.relations:
            if not name.startswith("attribution"):
                continue
            cue = find_cue(doc, relation, unit, doc.units[nucleus])
            if not cue:
                dropped["no cue"] += 1
                continue
            source = find_source(doc, relation, unit, cue)
            if not source and any("Mood=Imp" in doc.tokens[n].feats for n in cue):
                dropped["command"] += 1
                continue
            content = content_runs(doc, find_content(doc, number, nucleus, cue), cue, source)
            if not content:
                dropped["no content"] += 1
                continue
            found.append((cue, source, content))
    kept = [a for a in found if not any(nested(a, b) for b in found if b is not a)]
    dropped["nested"] += len(found) - len(kept)
    kept.sort(key=lambda a: a[0])
    return [{"source": [doc.span(source)] if source else [], "cue": [doc.span(cue)],
             "content": [doc.span(piece) for piece in content]} for cue, source, content in kept]


def covers(content, number):
    return any(piece[0] <= number <= piece[-1] for piece in content)


def nested(inner, outer):
    return covers(outer[2], inner[0][0]) and not covers(inner[2], outer[0][0])


def convert(doc, dropped):
    terms, is_open = licence(doc.name, doc.meta)
    return {"id": doc.name, "genre": doc.meta["genre"], "licence": terms, "open": is_open,
            "text": doc.text, "attributions": attributions(doc, dropped)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("conllu")
    parser.add_argument("out")
    parser.add_argument("--terms", choices=("all", "open"), default="all")
    args = parser.parse_args()
    counts, dropped = collections.Counter(), collections.Counter()
    with open(args.out, "w", encoding="utf-8") as out:
        for doc in documents(args.conllu):
            if args.terms == "open" and not licence(doc.name, doc.meta)[1]:
                continue
            record = convert(doc, dropped)
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            counts.update(documents=1, tokens=len(doc.tokens), attributions=len(record["attributions"]))
    print(", ".join(f"{n} {name}" for name, n in counts.items()), file=sys.stderr)
    print("dropped: " + ", ".join(f"{n} {name}" for name, n in dropped.items()), file=sys.stderr)


if __name__ == "__main__":
    main()
