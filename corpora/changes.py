"""Changes of a text that keep its annotation: other names, other quotation marks, other line breaks.

Each change is a list of edits (start, end, new words) in order; `edited` applies them to a document in the scorer's format
and carries every span along.
"""
import os
import random
import re
from collections import Counter, defaultdict

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "training", "data")

# The scorer's double marks.
MARK = re.compile(r"[\"“”„«»]|``|''")
STYLES = {"straight": ('"', '"'), "curly": ("“", "”"), "doubled apostrophes": ("''", "''"),
          "guillemets": ("«", "»"), "German": ("„", "“"), "single British": ("‘", "’")}
# Where both marks look alike, or are apostrophes too, marks inside marks need a form of their own.
WITHIN = {"straight": ("'", "'"), "doubled apostrophes": ("'", "'"), "single British": ("“", "”")}
# A quotation in single marks inside one in double marks; apostrophes inside words belong to it.
INNER = re.compile(r"(?<!\w)[‘'](?=\w)((?:[^‘’'\"“”\n]|(?<=\w)['’](?=\w))+)['’](?![\w'])")

# A capitalised word, and the blanks or initials that may join two into one name.
NAME = re.compile(r"(?<![\w@#./])[A-Z][^\W\d_]+(?:[-'’][A-Z][^\W\d_]+)*(?![\w@])")
JOIN = re.compile(r"[  ](?:[A-Z]\. ?){0,2}")
# Words that stay: titles, days, months, peoples and parties, institutions and what names of organisations are made of.
STAY = set("""mr mrs ms miss dr sir lady lord judge justice president vice senator sen rep representative governor gov mayor
congressman congresswoman secretary speaker chairman chairwoman chair director professor prof general gen colonel captain sgt
sergeant officer attorney minister prime ambassador pope bishop reverend rev king queen prince princess first chief leader
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march april may june july
august september october november december jan feb mar apr jun jul aug sept sep oct nov dec christmas easter
republican republicans democrat democrats democratic libertarian libertarians party green tea independent independents
conservative conservatives liberal liberals american americans african africans european europeans hispanic hispanics latino
latinos latina asian asians white black muslim muslims christian christians jewish jews catholic catholics evangelical
evangelicals mormon mormons islam islamic english spanish french german russian russians chinese mexican mexicans syrian
syrians british israeli iranian indian arab arabs cuban japanese korean italian irish turkish ukrainian haitian
senate house congress court supreme department committee commission council union university college school institute center
centre foundation association bureau agency office administration cabinet constitution convention national international
federal state states united capitol hall street avenue road square building tower airport hospital church bank company corp
inc llc group network news times post journal press magazine daily tribune herald globe media radio television poll survey
african-american african-americans pacs obamacare republic league universe pacific st va
campaign election elections act bill law amendment army navy force forces guard police internet god bible oval electoral north
south east west northern southern eastern western new day war world street county city district i'm i'll i've""".split())
PLACED = re.compile(r"\b(?:in|near|across|throughout|outside|inside|around)[  ]$")


def edited(doc, edits):
    """The document after the edits; a boundary inside an edit moves to that end of the new words."""
    text, out, at = doc["text"], [], 0
    starts, ends, length = [0] * (len(text) + 1), [0] * (len(text) + 1), 0
    for start, end, new in list(edits) + [(len(text), len(text), "")]:
        for i in range(at, start + 1):
            starts[i] = ends[i] = length + i - at
        length += start - at
        for i in range(start + 1, end):
            starts[i], ends[i] = length, length + len(new)
        if at < start and ends[start] != length:
            raise ValueError("edits out of order")
        out += [text[at:start], new]
        length += len(new)
        at = end
        starts[end] = ends[end] = length
    atts = [{**a, **{role: [[starts[s], ends[e]] for s, e in a[role]] for role in ("source", "cue", "content")}}
            for a in doc["attributions"]]
    return {**doc, "text": "".join(out), "attributions": atts}


def marks(text, regions, style):
    """Edits to another style of quotation marks; `regions` are the scorer's, between the marks.

    Marks outside every region, and those inside one that is open, open or close as their shape says.
    """
    begin, finish, depth, paragraph, edits = {s for s, _ in regions}, {e for _, e in regions}, 0, 0, []
    for m in MARK.finditer(text):
        if "\n" in text[paragraph:m.start()]:
            depth = 0
        paragraph = m.end()
        opens = m.end() in begin or (m.start() not in finish and m[0] in ("“", "„", "«", "``"))
        depth = max(0, depth if opens else depth - 1)
        form = WITHIN.get(style, STYLES[style]) if depth else STYLES[style]
        depth += opens
        edits.append((m.start(), m.end(), form[0] if opens else form[1]))
    if style == "single British":
        for start, end in regions:
            for m in INNER.finditer(text, start, end):
                edits += [(m.start(), m.start() + 1, "“"), (m.end() - 1, m.end(), "”")]
    return sorted(edits)


def wrapped(text, width=72):
    """Edits to lines of at most `width`, paragraphs parted by a blank line."""
    edits = [(m.start(), m.end(), "\n\n") for m in re.finditer(r"\n+", text)]
    for line in re.finditer(r"[^\n]+", text):
        begin, blank = line.start(), None
        for m in re.finditer(r" (?=\S)", line.group()):
            at = line.start() + m.start()
            if at - begin > width and blank is not None:
                edits.append((blank, blank + 1, "\n"))
                begin = blank + 1
            blank = at
        if line.end() - begin > width and blank is not None and blank > begin:
            edits.append((blank, blank + 1, "\n"))
    return sorted(edits)


def one_line(text):
    """Edits to one line a paragraph, parted by single line feeds."""
    return [(m.start(), m.end(), "\n") for m in re.finditer(r"\n\n+", text)]


class Names:
    """Finds names by their capitals and gives each word of them another, the same all through a document."""

    def __init__(self, texts):
        self.lists = {kind: entries(kind) for kind in ("given_names", "family_names", "places")}
        lower, inside = Counter(), Counter()
        for text in texts:
            lower.update(re.findall(r"(?<![\w@#])[^\W\d_A-Z][^\W\d_]+", text))
            for line in running(text):
                inside.update(w[0] for w in NAME.finditer(line) if re.search(r"[a-z,;][  ]$", line[max(0, w.start() - 2):w.start()])
                              or re.search(r"[A-Z][a-z]+[  ]$", line[:w.start()]))
        self.names = {w for w, n in inside.items()
                      if w.lower() not in STAY and not w.isupper() and lower[w.lower()] <= 0.05 * n}
        votes = defaultdict(Counter)
        for text in texts:
            for run in self.runs(text):
                kinds = self.kinds(run, text)
                for word, kind in zip(run, kinds):
                    votes[word[0]][kind] += 1
        # "in X" now and then makes X a place: places also stand where people do ("X says").
        self.kind = {w: "places" if 5 * c["places"] >= sum(c.values()) else max(sorted(c), key=c.get) for w, c in votes.items()}

    def runs(self, text):
        """Runs of neighbouring name words, as lists of matches."""
        run = []
        for word in NAME.finditer(text):
            if word[0] not in self.names:
                continue
            if run and not JOIN.fullmatch(text, run[-1].end(), word.start()):
                yield run
                run = []
            run.append(word)
        if run:
            yield run

    @staticmethod
    def kinds(run, text):
        """One list of replacements for each word of a run."""
        before = text[max(0, run[0].start() - 12):run[0].start()]
        after = NAME.match(text, run[-1].end() + 1)
        organisation = after and after[0].lower() in STAY and text[run[-1].end()] == " "
        if PLACED.search(before) or organisation or re.search(r"\b(?:New|North|South|West|East) $", before):
            return ["places"] * len(run)
        return ["given_names"] * (len(run) - 1) + ["family_names"]

    def edits(self, doc):
        """Edits that replace every name word of a document."""
        rng, chosen, out = random.Random(doc["id"]), {}, []
        for m in NAME.finditer(doc["text"]):
            word = m[0]
            if word.isupper() and len(word) > 3 and word.title() in self.kind:
                word = word.title()
            if word not in self.kind:
                continue
            if word not in chosen:
                chosen[word] = rng.choice(self.lists[self.kind[word]])
            out.append((m.start(), m.end(), chosen[word] if word == m[0] else chosen[word].upper()))
        return out


def running(text):
    """The lines that are sentences, not headlines with capitals all through."""
    for line in text.split("\n"):
        words = re.findall(r"[^\W\d_]+", line)
        if len(words) > 5 and 2 * sum(w[0].isupper() for w in words) < len(words):
            yield line


def entries(name):
    with open(os.path.join(DATA, name + ".txt"), encoding="utf-8") as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


def changes(docs, scorer):
    """(name, changed documents) for each change; the first one changes nothing."""
    yield "unchanged", docs
    names = Names([d["text"] for d in docs])
    yield "names of other cultures", [edited(d, names.edits(d)) for d in docs]
    for style in STYLES:
        yield f"marks: {style}", [edited(d, marks(d["text"], scorer.quoted_regions(d["text"]), style)) for d in docs]
    yield "lines wrapped at 72", [edited(d, wrapped(d["text"])) for d in docs]
    yield "one line a paragraph", [edited(d, one_line(d["text"])) for d in docs]
