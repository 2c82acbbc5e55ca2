"""From the network's numbers to attributions; `analyse/decode.rs` does the same and `agree.py` checks it."""
import numpy as np
import torch

import data
from model import buckets

CANDIDATE = 0.15     # a piece whose cue probability is lower is never tried
BORDER = 0.5         # weight of the border logits in the labelling


def logistic(x):
    return 1 / (1 + np.exp(-x))


@torch.no_grad()
def read_window(net, enc, embed=None):
    """Candidates of one window: (cue position, cue probability, valid logit, label logits)."""
    ids = torch.tensor([enc["ids"]])
    feats = [torch.tensor([enc[k]]) for k in ("case", "depth", "start")]
    states, anchor = net.encoder((embed or net.encoder.embed)(ids), *feats)
    p = torch.sigmoid(anchor[0])
    first = torch.tensor([t >= 0 for t in enc["token"]])
    cand = torch.nonzero((p > CANDIDATE) & first).flatten()
    if not len(cand):
        return []
    n = len(enc["ids"])
    s = states.expand(len(cand), -1, -1)
    logits, valid = net.linker(s, states[0, cand], buckets(cand, n))
    return [(int(c), float(p[c]), float(valid[i, c]), logits[i].numpy()) for i, c in enumerate(cand)]


def label(logits, cue, positions, border=None):
    """Best path over token positions: 0 outside, 1 speaker, 2 cue, 3 content; a cue is one run that starts at `cue`."""
    border = BORDER if border is None else border
    lab = logits[:, :4]
    lab = lab - np.log(np.exp(lab - lab.max(1, keepdims=True)).sum(1, keepdims=True)) - lab.max(1, keepdims=True)
    n = len(positions)
    score = np.full((n, 4), -1e9)
    back = np.zeros((n, 4), int)
    pay = border * logits[:, 4:]     # speaker first, last, content first, last
    gate = {1: (0, 1), 3: (2, 3)}
    for k, j in enumerate(positions):
        for y in range(4):
            if (j == cue) != (y == 2) and j <= cue:
                continue
            best, arg = (-1e9, 0) if k else (0.0, 0)
            if k:
                i = positions[k - 1]
                for x in range(4):
                    if y == 2 and j != cue and x != 2:
                        continue
                    s = score[k - 1, x]
                    if x != y and x in gate:
                        s = s + pay[i, gate[x][1]]
                    if s > best:
                        best, arg = s, x
            if (k == 0 or arg != y) and y in gate:
                best = best + pay[j, gate[y][0]]
            elif k and arg == y and y in gate:
                # staying may be beaten by nothing: a border inside a run is not modelled
                pass
            score[k, y], back[k, y] = best + lab[j, y], arg
    for y, (_, last) in gate.items():
        score[n - 1, y] += pay[positions[-1], last]
    path = [int(score[n - 1].argmax())]
    for k in range(n - 1, 0, -1):
        path.append(int(back[k, path[-1]]))
    return path[::-1], float(score[n - 1].max())


def read_document(net, doc, pieces, threshold, border=None, length=data.LENGTH):
    """Attributions of a document, as token lists with features for the confidence."""
    found = []
    for w in data.windows(doc, pieces, length):
        enc = data.encode(doc, w, pieces)
        positions = [i for i, t in enumerate(enc["token"]) if t >= 0]
        for cue, p, valid, logits in read_window(net, enc):
            if logistic(valid) < threshold:
                continue
            path, _ = label(logits, cue, positions, border)
            tok = {y: [enc["token"][j] for j, x in zip(positions, path) if x == y] for y in (1, 2, 3)}
            if not tok[3]:
                continue
            lab = logits[:, :4] - np.logaddexp.reduce(logits[:, :4], axis=1, keepdims=True)
            mean = {y: float(np.mean([lab[j, y] for j, x in zip(positions, path) if x == y] or [0.0])) for y in (1, 3)}
            low = {y: float(np.min([lab[j, y] for j, x in zip(positions, path) if x == y] or [0.0])) for y in (1, 3)}
            source = data.runs(tok[1])
            if len(source) > 1:
                source = [max(source, key=lambda r: sum(lab[positions[positions.index(enc["token"].index(t))], 1] + 3 for t in r))]
            found.append({"source": source[0] if source else [], "cue": tok[2], "content": tok[3], "anchor": p,
                          "valid": logistic(valid), "mean": mean, "low": low})
    return resolve(found)


def resolve(found):
    """No two contents overlap: the surer one keeps the words."""
    out, taken = [], set()
    for f in sorted(found, key=lambda f: (-f["valid"], f["cue"][0])):
        mine = set(f["content"])
        free = mine - taken
        if len(free) < 0.7 * len(mine):
            continue
        f["content"] = sorted(free)
        taken |= free
        out.append(f)
    return sorted(out, key=lambda f: f["cue"][0])


def spans(ids, doc):
    """Character spans of token lists, one for each run; quotation marks between two runs keep them apart."""
    return [[doc["tokens"][r[0]][0], doc["tokens"][r[-1]][1]] for r in data.runs(ids)]


def attributions(found, doc):
    return [{r: spans(f[r], doc) for r in ("source", "cue", "content")} for f in found]
