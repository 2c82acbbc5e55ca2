"""Trains the small network that tells mentions from the encoder's states: `mentions.py STATES CONLLU OUT [--dev STATES CONLLU]`.

STATES is what `cargo run --release --example states` writes of the texts of `corpora/gum.py`; the encoder itself stays as it is. For each
token the network gives logits of: head of a mention and its type (KINDS), whether the mention has others of its entity, whether the
head is plural, part of speech (TAGS), grammatical role (ROLES). OUT: widths (u32), then weights and biases of both layers as f32, little-endian.
Loss: cross-entropy of each, all of equal weight; two layers, dropout, Adam.
"""
import argparse
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpora"))
import gum  # noqa: E402

WIDTH, HIDDEN, CASES = 3 * 384, 128, 6
NAMED, NOUN = ("person", "organization", "place"), ("person", "organization", "place")
KINDS = ["none", "named person", "named organisation", "named place", "named other", "person", "organisation", "place", "other", "pronoun"]
TAGS = ["NOUN", "PROPN", "PRON", "VERB", "AUX", "ADJ", "ADV", "ADP", "DET", "CCONJ", "SCONJ", "PART", "NUM", "PUNCT", "INTJ", "SYM", "X"]
ROLES = ["none", "subject", "object", "other"]
PARTS = [len(KINDS), 1, 1, len(TAGS), len(ROLES)]


def tokens(path):
    """First byte, last byte, case and state of each token."""
    raw = np.fromfile(path, dtype=np.uint8).reshape(-1, 4 * (3 + WIDTH))
    return raw[:, :12].copy().view("<u4"), raw[:, 12:].copy().view("<f4")


def inputs(cases, states):
    """States with the letter case of each token and its two neighbours."""
    hot = np.eye(CASES, dtype=np.float32)[cases]
    none = np.zeros((1, CASES), dtype=np.float32)
    return np.concatenate([states, np.concatenate([none, hot[:-1]]), hot, np.concatenate([hot[1:], none])], axis=1)


def kind_of(doc, mention):
    word = doc.words[mention.head]
    if word.upos == "PRON" or word.xpos in ("PRP", "PRP$", "DT", "WP", "WP$", "WDT"):
        return 9
    named = word.xpos.startswith("NNP")
    at = NAMED.index(mention.type) if mention.type in NAMED else 3
    return 1 + at if named else 5 + at


def labels(doc, at):
    """Labels of each token; -1 where the network is not asked."""
    starts = np.cumsum([0] + [len(c.encode()) for c in doc.text])
    place = {int(s): i for i, s in enumerate(at[:, 0])}
    size = {}
    for m in doc.mentions:
        size[m.entity] = size.get(m.entity, 0) + 1
    out = np.full((len(at), 5), -1, dtype=np.int64)
    out[:, 0] = 0
    for i, w in enumerate(doc.words):
        t = place.get(int(starts[w.start]))
        if t is None:
            continue
        out[t, 3] = TAGS.index(w.upos) if w.upos in TAGS else len(TAGS) - 1
    for m in sorted(doc.mentions, key=lambda m: -len(m.words)):
        w = doc.words[m.head]
        t = place.get(int(starts[w.start]))
        if t is None:
            continue
        rel = w.rel.split(":")[0]
        role = 1 if rel in ("nsubj", "csubj") else 2 if rel in ("obj", "iobj") else 3
        out[t] = kind_of(doc, m), size[m.entity] > 1, "Number=Plur" in w.feats, out[t, 3], role
    out[out[:, 0] == 0, 4] = 0
    return out


def load(folder, conllu):
    x, y, names = [], [], []
    for doc in gum.documents(conllu):
        at, states = tokens(os.path.join(folder, doc.name + ".states"))
        x.append(inputs(at[:, 2], states))
        y.append(labels(doc, at))
        names.append(doc.name)
    return x, y, names


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(WIDTH + 3 * CASES, HIDDEN)
        self.out = nn.Linear(HIDDEN, sum(PARTS))

    def forward(self, x, p=0.0):
        x = F.dropout(x, p, self.training)
        return self.out(F.dropout(F.relu(self.hidden(x)), 2 * p, self.training)).split(PARTS, dim=-1)


def loss_of(parts, y):
    total = 0.0
    for i, part in enumerate(parts):
        asked = y[:, i] >= 0
        if not asked.any():
            continue
        if part.shape[1] == 1:
            total = total + F.binary_cross_entropy_with_logits(part[asked, 0], y[asked, i].float())
        else:
            total = total + F.cross_entropy(part[asked], y[asked, i])
    return total


def scores(net, x, y):
    with torch.no_grad():
        parts = net(torch.from_numpy(x))
    kind = parts[0].argmax(1).numpy()
    gold = y[:, 0]
    out = {}
    for name, of in (("named", (1, 2, 3)), ("person", (1,)), ("organisation", (2,)), ("place", (3,)), ("any mention", tuple(range(1, 10)))):
        if name == "any mention":
            hit = ((kind > 0) & (gold > 0)).sum()
        else:
            hit = sum(((kind == k) & (gold == k)).sum() for k in of)
        p, g = np.isin(kind, of).sum(), np.isin(gold, of).sum()
        out[name] = round(200 * hit / max(1, p + g), 1)
    out["tag"] = round(100 * (parts[3].argmax(1).numpy() == y[:, 3])[y[:, 3] >= 0].mean(), 1)
    out["role"] = round(100 * (parts[4].argmax(1).numpy() == y[:, 4])[y[:, 4] > 0].mean(), 1)
    out["coref"] = round(100 * ((parts[1][:, 0].numpy() > 0) == y[:, 1])[y[:, 1] >= 0].mean(), 1)
    return out


def write(net, path):
    """The two layers as a graph: rows of inputs -> rows of logits."""
    def number(tensor, name):
        return numpy_helper.from_array(np.ascontiguousarray(tensor.detach().numpy().astype(np.float32)), name)
    weights = [number(net.hidden.weight.T, "w1"), number(net.hidden.bias, "b1"), number(net.out.weight.T, "w2"), number(net.out.bias, "b2")]
    nodes = [helper.make_node("MatMul", ["rows", "w1"], ["x"]), helper.make_node("Add", ["x", "b1"], ["y"]), helper.make_node("Relu", ["y"], ["z"]),
             helper.make_node("MatMul", ["z", "w2"], ["u"]), helper.make_node("Add", ["u", "b2"], ["logits"])]
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", WIDTH + 3 * CASES])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", sum(PARTS)])
    model = helper.make_model(helper.make_graph(nodes, "grammar", [rows], [logits], weights), opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, path)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("states")
    ap.add_argument("conllu")
    ap.add_argument("out")
    ap.add_argument("--dev", nargs=2)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--drop", type=float, default=0.15)
    args = ap.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(1)
    x, y, _ = load(args.states, args.conllu)
    x, y = np.concatenate(x), np.concatenate(y)
    mean, scale = x[:, :WIDTH].mean(0), x[:, :WIDTH].std(0) + 1e-6
    dev = [np.concatenate(part) for part in load(*args.dev)[:2]] if args.dev else None
    x[:, :WIDTH] = (x[:, :WIDTH] - mean) / scale
    if dev:
        dev[0][:, :WIDTH] = (dev[0][:, :WIDTH] - mean) / scale
    net = Network()
    opt = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.01)
    steps = args.epochs * (len(x) // 512 + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(opt, 3e-3, total_steps=steps)
    tx, ty = torch.from_numpy(x), torch.from_numpy(y)
    for epoch in range(args.epochs):
        net.train()
        order = torch.randperm(len(x))
        for i in range(0, len(x), 512):
            at = order[i:i + 512]
            loss = loss_of(net(tx[at], args.drop), ty[at])
            opt.zero_grad()
            loss.backward()
            opt.step()
            plan.step()
        net.eval()
        print(epoch, f"{loss.item():.3f}", scores(net, *dev) if dev else "", flush=True)
    # The scaling of the inputs goes into the first layer.
    with torch.no_grad():
        w = net.hidden.weight
        net.hidden.bias -= w[:, :WIDTH] @ torch.from_numpy(mean / scale)
        w[:, :WIDTH] /= torch.from_numpy(scale)
    write(net, args.out)


if __name__ == "__main__":
    main()
