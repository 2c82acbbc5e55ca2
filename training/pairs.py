"""Trains the small network that tells whether two mentions are of one entity: `pairs.py PAIRS CONLLU OUT [--dev PAIRS CONLLU]`.

PAIRS is what `cargo run --release --example pairs` writes of the texts of `corpora/gum.py`: for every mention that no rule places, its earlier
mentions with their features. The network gives each earlier mention a score, and "none of them" scores 0; what is learned is that the
right ones together have most of the weight (marginal likelihood; Lee et al. 2017). OUT: as `mentions.py` writes its layers.
"""
import argparse
import os
import sys

import numpy as np
import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpora"))
import gum  # noqa: E402

HIDDEN = 64


def read(path):
    with open(path, "rb") as f:
        n = int(np.frombuffer(f.read(4), "<u4")[0])
        raw = np.frombuffer(f.read(), dtype=np.uint8).reshape(-1, 4 * (2 + n)) if n else np.zeros((0, 8), np.uint8)
    return raw[:, :8].copy().view("<u4"), raw[:, 8:].copy().view("<f4")


def load(folder, conllu):
    """Features, right or not, and the number of the later mention, over all documents."""
    xs, ys, groups, at, news = [], [], [], 0, []
    for doc in gum.documents(conllu):
        path = os.path.join(folder, doc.name + ".pairs")
        heads, x = read(path)
        if not len(x):
            continue
        starts = np.cumsum([0] + [len(c.encode()) for c in doc.text])
        entity, size = {}, {}
        for m in sorted(doc.mentions, key=lambda m: -len(m.words)):
            entity[int(starts[doc.words[m.head].start])] = m.entity
            size[m.entity] = size.get(m.entity, 0) + 1
        # A name that our head takes at its last word, and the tree at its first, is found by its span.
        for m in doc.mentions:
            w = doc.words[m.head]
            if w.xpos.startswith("NNP"):
                for i in m.words:
                    if doc.words[i].head == m.head and doc.words[i].rel.startswith(("flat", "compound")):
                        entity.setdefault(int(starts[doc.words[i].start]), m.entity)
        a = np.array([hash(entity.get(int(j), ("none", int(j), 0))) for j in heads[:, 0]])
        b = np.array([hash(entity.get(int(i), ("none", int(i), 1))) for i in heads[:, 1]])
        xs.append(x)
        ys.append(a == b)
        _, group = np.unique(heads[:, 0], return_inverse=True)
        groups.append(group + at)
        at += group.max() + 1
    return np.concatenate(xs), np.concatenate(ys), np.concatenate(groups)


class Network(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.hidden, self.out = nn.Linear(n, HIDDEN), nn.Linear(HIDDEN, 1)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))[:, 0]


def logsum(values, group, n):
    """Logarithm of the sum of exp(values) and of 1 (none), for each group."""
    return torch.zeros(n).scatter_add(0, group, values.clamp(max=30).exp())


def loss_of(score, right, group, n, missing):
    every = 1 + logsum(score, group, n)
    good = torch.zeros(n).scatter_add(0, group, score.clamp(max=30).exp() * right)
    none = torch.zeros(n).scatter_add(0, group, right) == 0
    lost = torch.log(every) - torch.log(torch.where(none, torch.ones(n), good + 1e-20))
    return (lost * torch.where(none, missing, 1.0)).mean()


def accuracy(score, right, group):
    best = {}
    has = {}
    for s, r, g in zip(score.tolist(), right.tolist(), group.tolist()):
        has[g] = has.get(g, False) or bool(r)
        if s > best.get(g, (0, None))[0]:
            best[g] = (s, bool(r))
    linked = sum(1 for g in best if best[g][1] is not None)
    good = sum(1 for g in best if best[g][1])
    return {"precision": round(100 * good / max(1, linked), 1), "recall": round(100 * good / max(1, sum(has.values())), 1)}


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("pairs")
    ap.add_argument("conllu")
    ap.add_argument("out")
    ap.add_argument("--dev", nargs=2)
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--missing", type=float, default=1.0, help="weight of mentions without an earlier one")
    args = ap.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(1)
    x, y, group = load(args.pairs, args.conllu)
    dev = load(*args.dev) if args.dev else None
    net = Network(x.shape[1])
    n = int(group.max()) + 1
    starts = np.searchsorted(group, np.arange(n + 1)) if (np.diff(group) >= 0).all() else None
    if starts is None:
        order = np.argsort(group, kind="stable")
        x, y, group = x[order], y[order], group[order]
        starts = np.searchsorted(group, np.arange(n + 1))
    opt = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    batch = 256
    plan = torch.optim.lr_scheduler.OneCycleLR(opt, 4e-3, total_steps=args.epochs * (n // batch + 1))
    rng = np.random.default_rng(7)
    for epoch in range(args.epochs):
        order, total = rng.permutation(n), 0.0
        for i in range(0, n, batch):
            chosen = order[i:i + batch]
            at = np.concatenate([np.arange(starts[g], starts[g + 1]) for g in chosen])
            of = np.repeat(np.arange(len(chosen)), [starts[g + 1] - starts[g] for g in chosen])
            loss = loss_of(net(torch.from_numpy(x[at])), torch.from_numpy(y[at].astype(np.float32)), torch.from_numpy(of), len(chosen), args.missing)
            opt.zero_grad()
            loss.backward()
            opt.step()
            plan.step()
            total += loss.item()
        with torch.no_grad():
            print(epoch, f"{total / (n / batch):.3f}", accuracy(net(torch.from_numpy(dev[0])), dev[1], dev[2]) if dev else "", flush=True)
    with open(args.out, "wb") as f:
        np.array([x.shape[1], HIDDEN, 1], dtype="<u4").tofile(f)
        for layer in (net.hidden, net.out):
            layer.weight.detach().numpy().astype("<f4").tofile(f)
            layer.bias.detach().numpy().astype("<f4").tofile(f)


if __name__ == "__main__":
    main()
