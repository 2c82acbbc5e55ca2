"""From annotated documents to windows of word pieces with features and labels.

Tokens, paragraphs and quotation-mark depth come prepared by the Rust text room (`onrecord-prepare`), so that training
and reading see one and the same text. A window is `[CLS] paragraph [SEP] paragraph [SEP] ...`, at most `LENGTH` pieces;
a paragraph too long for one window is cut after a full stop, or where it must be.
"""
import json
import random

LENGTH = 256
CLS, SEP, UNK = 101, 102, 100
OPEN, CLOSE = {1: "“", 2: "‘"}, {1: "”", 2: "’"}


def case_of(word):
    """0 lower, 1 capitalised, 2 all capitals, 3 mixed, 4 digits, 5 symbol."""
    if not word[0].isalnum():
        return 5
    if word[0].isdigit():
        return 4
    if word.islower() or not any(c.isupper() for c in word):
        return 0
    if word[0].isupper() and not any(c.isupper() for c in word[1:]):
        return 1
    return 2 if not any(c.islower() for c in word) else 3


class Pieces:
    """Word pieces of one token, remembered."""

    def __init__(self, tokenizer):
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer, self.known = tokenizer, {}

    def __call__(self, word):
        if word not in self.known:
            self.known[word] = self.tokenizer.encode(word, add_special_tokens=False).ids or [UNK]
        return self.known[word]


def surface(word, depth, role):
    """What the model is shown for a token: quotation marks of any style look alike, by their depth."""
    if role == 1:
        return OPEN[min(max(depth, 1), 2)]
    if role == 2:
        return CLOSE[min(max(depth, 1), 2)]
    return "'" if word == "’" else word


def read_documents(corpus, prepared):
    docs = {}
    with open(corpus, encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            docs[d["id"]] = d
    out = []
    with open(prepared, encoding="utf-8") as f:
        for line in f:
            p = json.loads(line)
            d = docs[p["id"]]
            text = d["text"]
            tokens = [tuple(t) for t in p["tokens"]]
            words = [text[s:e] for s, e, _, _ in tokens]
            at = [-1] * (len(text) + 1)
            for i, (s, e, _, _) in enumerate(tokens):
                at[s:e] = [i] * (e - s)
            items = []
            for a in d["attributions"]:
                item = {r: sorted({at[c] for s, e in a[r] for c in range(s, e) if at[c] >= 0})
                        for r in ("source", "cue", "content")}
                item["content"] = [i for run in runs(item["content"]) for i in trim(run, words, tokens)]
                item["source"] = [i for run in runs(item["source"]) for i in trim(run, words, tokens, ",;:—–-")]
                if item["cue"] and item["content"]:
                    items.append(item)
            out.append({"id": d["id"], "open": d.get("open", False), "text": text, "words": words, "tokens": tokens,
                        "paragraphs": p["paragraphs"], "items": items})
    return out


def runs(ids):
    out = []
    for i in ids:
        if out and out[-1][-1] == i - 1:
            out[-1].append(i)
        else:
            out.append([i])
    return out


def trim(run, words, tokens, marks=None):
    """Drop symbols at both ends, so that borders always fall on words."""
    drop = lambda i: not words[i][0].isalnum() and (words[i] in marks if marks else words[i] not in "$#@€£%")
    while run and drop(run[0]):
        run = run[1:]
    while run and drop(run[-1]):
        run = run[:-1]
    return run


def windows(doc, pieces, length=LENGTH, first=None):
    """Lists of (first token, last token) stretches that fill one window each; `first` limits the first one's length."""
    count = [len(pieces(surface(w, t[2], t[3]))) for w, t in zip(doc["words"], doc["tokens"])]
    room = (first or length) - 2
    out, now, used = [], [], 0
    for a, b in doc["paragraphs"]:
        need = sum(count[a:b]) + 1
        if used + need > room and now:
            out.append(now)
            now, used, room = [], 0, length - 2
        if need > length - 2:
            room = length - 2
            while a < b:
                e, n = a, 1
                while e < b and n + count[e] <= room:
                    n += count[e]
                    e += 1
                if e < b:
                    stop = next((k for k in range(e, a + (e - a) // 2, -1)
                                 if doc["words"][k - 1] in ".?!" or (doc["tokens"][k - 1][3] == 2 and doc["words"][k - 2] in ".?!,")), e)
                    e = max(stop, a + 1)
                    out.append([(a, e)])
                else:
                    now, used = [(a, e)], n
                a = e
            continue
        now.append((a, b))
        used += need
    if now:
        out.append(now)
    return out


def encode(doc, window, pieces, augment=None):
    """The arrays of one window: ids, case, depth, start, and `token`, the token whose first piece stands there or -1."""
    ids, case, depth, start, token = [CLS], [5], [0], [0], [-1]
    cap = augment.capitals() if augment else None
    for a, b in window:
        for k in range(a, b):
            word, (_, _, d, role) = doc["words"][k], doc["tokens"][k]
            shown = surface(word, d, role)
            if augment and role == 0:
                shown = augment.word(doc, k, shown)
            got = pieces(shown)
            c = case_of(shown) if cap is None else cap(shown)
            for n, i in enumerate(got):
                ids.append(i)
                case.append(c)
                depth.append(min(d, 2))
                start.append(1 if k == a and n == 0 else 0)
                token.append(k if n == 0 else -1)
        ids.append(SEP)
        case.append(5)
        depth.append(0)
        start.append(0)
        token.append(-1)
    return {"ids": ids[:512], "case": case[:512], "depth": depth[:512], "start": start[:512], "token": token[:512]}


def labels(doc, enc):
    """For every annotated cue of the window: (position of its first piece, label of each token-first piece)."""
    where = {t: i for i, t in enumerate(enc["token"]) if t >= 0}
    out = []
    for item in doc["items"]:
        cue = where.get(item["cue"][0])
        content = [where[t] for t in item["content"] if t in where]
        if cue is None or not content:
            continue
        out.append((cue, [where[t] for t in item["source"] if t in where],
                    [where[t] for t in item["cue"] if t in where], content))
    return out


NOT_NAMES = set("""the a an and or but in on at to of for from with by as if when while after before he she it they we i you his her
their our my your its this that these those there here what who why how where not no yes mr mrs ms dr sen rep gov president
vice senator governor mayor judge justice chief secretary general minister prime sir lord king queen prince princess pope
january february march april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday jan feb mar apr jun jul aug sept sep oct nov dec congress senate house court supreme white state
states united republican republicans democrat democrats democratic gop american americans party university department
committee street county city national federal new north south east west university college school
us u s tv""".split())


class Augment:
    """Names of other cultures, other reporting verbs, other letter case; one draw for each document and epoch."""

    def __init__(self, lists, lower, rng=None):
        self.given, self.family, self.places, self.verbs = (lists[k] for k in ("given", "family", "places", "verbs"))
        self.lower, self.rng, self.names, self.on, self.keep = lower, rng or random.Random(0), {}, False, {}

    def start(self, doc):
        self.names, self.on = {}, self.rng.random() < 0.5
        self.rate = self.rng.choice((0.5, 1.0))
        self.cues = {i["cue"][0] for i in doc["items"] if len(i["cue"]) == 1}

    def capitals(self):
        r = self.rng.random()
        if r < 0.03:
            return lambda w: 0 if w[0].isalpha() else case_of(w)
        if r < 0.05:
            return lambda w: 2 if w[0].isalpha() else case_of(w)
        return None

    def word(self, doc, k, shown):
        if shown == "said" and k in self.cues and self.rng.random() < 0.15:
            return self.rng.choice(self.verbs)
        if not self.on or case_of(shown) != 1 or len(shown) < 3:
            return shown
        low = shown.lower()
        if low in NOT_NAMES or self.lower.get(low, 0) > 0.05:
            return shown
        if low not in self.names:
            self.names[low] = shown
            if self.rng.random() < self.rate:
                pool = self.rng.choice((self.given, self.family, self.family, self.places))
                self.names[low] = self.rng.choice(self.rng.choice(pool).split())
        return self.names[low]


def lower_share(docs):
    """For each word that is ever capitalised inside a sentence, the share of its uses in lower case."""
    up, low = {}, {}
    for d in docs:
        for w in d["words"]:
            if w.isalpha():
                (low if w.islower() else up).setdefault(w.lower(), [0])[0] += 1
    return {w: low.get(w, [0])[0] / (low.get(w, [0])[0] + n[0]) for w, n in up.items()}


def read_list(path):
    with open(path, encoding="utf-8") as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]
