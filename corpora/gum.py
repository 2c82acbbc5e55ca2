"""GUM's documents: text rebuilt from the tokens, trees, entities with types and coreference.

    gum.py CONLLU[.gz] FOLDER        writes the texts to FOLDER, one file a document

GUM: Zeldes 2017, "The GUM corpus", Language Resources and Evaluation 51. Sentences are joined by a blank, paragraphs by an empty line.
A mention is (entity, type, words as indices); its head is the word of it that stands highest in the tree, the first of several,
as CorefUD's `MoveHead` has it.
"""
import collections
import gzip
import os
import re
import sys

Word = collections.namedtuple("Word", "form lemma upos xpos feats head rel start end")
Mention = collections.namedtuple("Mention", "entity type words head")
ENTITY = re.compile(r"\(([^()]+)\)|\(([^()]+)|([^()]+)\)")
PART = re.compile(r"^(\d+)(?:\[(\d+)/(\d+)\])?")


class Document:
    """One document."""

    def __init__(self, lines):
        self.name, self.genre, self.text, self.words, self.mentions = "", "", "", [], []
        self._open, self._pieces = collections.defaultdict(list), collections.defaultdict(list)
        self._read(lines)
        self.depth = [None] * len(self.words)
        for i in range(len(self.words)):
            self._depth(i)
        self.mentions = [Mention(e, t, w, self.head(w)) for e, t, w in sorted(self.mentions, key=lambda m: (m[2][0], -len(m[2]), m[0]))]

    def _read(self, lines):
        paragraph, base, space, skip, skip_space = True, 0, True, 0, True
        for line in lines:
            if line.startswith("# newdoc id"):
                self.name = line.split("= ")[1]
            elif line.startswith("# meta::genre"):
                self.genre = line.split("= ")[1]
            elif line == "# newpar" or line.startswith("# newpar id"):
                paragraph = True
            elif not line:
                base = len(self.words)
            elif line[0].isdigit():
                field = line.split("\t")
                if "." in field[0]:
                    continue
                after = "SpaceAfter=No" not in field[9].split("|")
                if "-" in field[0]:
                    skip, skip_space = int(field[0].split("-")[1]), after
                    continue
                number = int(field[0])
                if number == 1:
                    self.text = self.text.rstrip(" ") + (("\n\n" if paragraph else " ") if self.words else "")
                    paragraph = False
                start = len(self.text)
                self.text += field[1]
                head = base + int(field[6]) - 1 if field[6] != "0" else -1
                self.words.append(Word(field[1], field[2], field[3], field[4], field[5], head, field[7], start, len(self.text)))
                for part in field[9].split("|"):
                    if part.startswith("Entity="):
                        self._entities(part[7:])
                space = skip_space if number == skip else after and number > skip
                skip = 0 if number >= skip else skip
                self.text += " " if space else ""
        self.text = self.text.rstrip(" ")

    def _entities(self, value):
        at = len(self.words) - 1
        for single, opened, closed in ENTITY.findall(value):
            if single or opened:
                fields = (single or opened).split("-")
                key = PART.match(fields[0])
                self._open[key[0]].append((at, fields[1]))
            if single or closed:
                key = PART.match((single or closed).split("-")[0])
                begin, kind = self._open[key[0]].pop()
                words = list(range(begin, at + 1))
                if key[2]:
                    self._pieces[key[1]] += words
                    words = sorted(self._pieces.pop(key[1])) if key[2] == key[3] else None
                if words:
                    self.mentions.append((key[1], kind, words))

    def _depth(self, i):
        path = []
        while i >= 0 and self.depth[i] is None and i not in path:
            path.append(i)
            i = self.words[i].head
        depth = -1 if i < 0 else self.depth[i] if self.depth[i] is not None else 0
        for node in reversed(path):
            depth += 1
            self.depth[node] = depth

    def head(self, words):
        """The word that stands highest, the first of several."""
        return min(words, key=lambda w: (self.depth[w], w))

    def words_of(self, start, end):
        """The words that share a character with a stretch of the text."""
        return [i for i, w in enumerate(self.words) if w.start < end and start < w.end]


def documents(path):
    """The documents of a file in CoNLL-U."""
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as f:
        lines = f.read().split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("# newdoc id")] + [len(lines)]
    return [Document(lines[a:b]) for a, b in zip(starts, starts[1:])]


def main():
    path, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    for doc in documents(path):
        with open(os.path.join(folder, doc.name + ".txt"), "w", encoding="utf-8", newline="") as f:
            f.write(doc.text)


if __name__ == "__main__":
    main()
