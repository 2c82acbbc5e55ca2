"""Fine-tune the network: `python train.py --corpus DIR --prepared DIR --base model.safetensors --out DIR`.

`--corpus` holds PolNeAR's train.jsonl and dev.jsonl (see sources.toml for where they are had). Every 14th training
document is held out: thresholds and confidence are fitted on it; dev is only ever reported. A checkpoint is written
after every epoch and `--resume` goes on from it.
"""
import argparse
import importlib.util
import json
import os
import random
import sys
import threading
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer

import data
import decode
from model import Network, buckets

FOLD = 14


def held_out(docs):
    return [d for i, d in enumerate(docs) if i % FOLD == 0], [d for i, d in enumerate(docs) if i % FOLD]


def collate(batch):
    n = max(len(b["ids"]) for b, _ in batch)
    pad = lambda k, v: torch.tensor([b[k] + [v] * (n - len(b[k])) for b, _ in batch])
    ids = pad("ids", 0)
    first = pad("token", -1) >= 0
    mask = (torch.arange(n)[None] < torch.tensor([len(b["ids"]) for b, _ in batch])[:, None])
    return ids, pad("case", 5), pad("depth", 0), pad("start", 0), first, mask


def loss_of(net, batch, weights=(1.0, 0.3, 0.125, 0.3, 0.5)):
    ids, case, depth, start, first, mask = collate(batch)
    b, n = ids.shape
    attend = mask[:, None, None, :]
    states, anchor = net.encoder(net.encoder.embed(ids), case, depth, start, attend)
    gold = torch.zeros(b, n)
    roles = torch.zeros(b, n, 3)
    rows, cues, marks = [], [], []
    for i, (_, items) in enumerate(batch):
        for cue, source, cues_, content in items:
            gold[i, cue] = 1
            roles[i, source, 0] = roles[i, cues_, 1] = roles[i, content, 2] = 1
            y = torch.zeros(n, dtype=torch.long)
            y[source], y[cues_], y[content] = 1, 2, 3
            y[cue] = 2
            rows.append(i)
            cues.append(cue)
            marks.append(y)
    many = max(1, len(rows))
    f = first.float()
    l_anchor = (F.binary_cross_entropy_with_logits(anchor, gold, reduction="none") * f).sum() / many
    l_roles = (F.binary_cross_entropy_with_logits(net.encoder.roles(states), roles, reduction="none")
               * f[..., None]).sum() / f.sum()
    if not rows:
        return l_anchor + weights[1] * l_roles, {}
    with torch.no_grad():
        wrong = torch.where(first & (gold == 0), anchor, torch.full_like(anchor, -9.0))
        top = torch.topk(wrong.flatten(), min(many // 2 + 2, wrong.numel())).indices
        top = top[wrong.flatten()[top] > -4]
    bad_rows, bad_cues = (top // n).tolist(), (top % n).tolist()
    r, c = torch.tensor(rows + bad_rows), torch.tensor(cues + bad_cues)
    logits, valid = net.linker(states[r], states[r, c], buckets(c, n), attend[r])
    y, w = torch.stack(marks), f[r[:len(rows)]]
    l = logits[:len(rows)]
    ce = (F.cross_entropy(l[..., :4].flatten(0, 1), y.flatten(), reduction="none").view(y.shape) * w).sum() / many
    # Borders are taken over token positions only: the next and previous token, not piece.
    edges = torch.zeros(len(rows), n, 4)
    for a in range(len(rows)):
        pos = torch.nonzero(first[rows[a]]).flatten()
        yy = y[a, pos]
        for k, lab in ((0, 1), (2, 3)):
            is_ = yy == lab
            prev = torch.cat([torch.zeros(1, dtype=torch.bool), is_[:-1]])
            nxt = torch.cat([is_[1:], torch.zeros(1, dtype=torch.bool)])
            edges[a, pos[is_ & ~prev], k] = 1
            edges[a, pos[is_ & ~nxt], k + 1] = 1
    l_edge = (F.binary_cross_entropy_with_logits(l[..., 4:], edges, reduction="none") * w[..., None]).sum() / many
    v = valid[torch.arange(len(c)), c]
    l_valid = F.binary_cross_entropy_with_logits(v, torch.cat([torch.ones(len(rows)), torch.zeros(len(bad_rows))]))
    parts = dict(anchor=l_anchor, roles=l_roles, label=ce, edge=l_edge, valid=l_valid)
    return sum(w * p for w, p in zip(weights, parts.values())), {k: float(p.detach()) for k, p in parts.items()}


def epoch_windows(docs, pieces, augment, rng):
    out = []
    for d in docs:
        if augment:
            augment.start(d)
        for w in data.windows(d, pieces, first=rng.randint(80, data.LENGTH)):
            enc = data.encode(d, w, pieces, augment)
            out.append((enc, data.labels(d, enc)))
    return out


def batches(wins, size, rng):
    """Batches of about `size` pieces, of windows alike in length, in random order."""
    wins = sorted(wins, key=lambda w: len(w[0]["ids"]) + rng.random() * 24)
    out, now, longest = [], [], 0
    for w in wins:
        longest = max(longest, len(w[0]["ids"]))
        if now and longest * (len(now) + 1) > size:
            out.append(now)
            now, longest = [], len(w[0]["ids"])
        now.append(w)
    out.append(now)
    rng.shuffle(out)
    return out


def load_scorer(path):
    spec = importlib.util.spec_from_file_location("score", path)
    mod = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mod)
    return mod


def evaluate(net, docs, corpus, pieces, scorer, thresholds=(0.3, 0.4, 0.5), **kw):
    net.eval()
    out = {}
    read = [decode.read_document(net, d, pieces, min(thresholds), **kw) for d in docs]
    for t in thresholds:
        pred = {d["id"]: {"attributions": decode.attributions([f for f in r if f["valid"] >= t], d)}
                for d, r in zip(docs, read)}
        res = scorer.score({d["id"]: corpus[d["id"]] for d in docs}, pred, merge=True)
        s, c = res["scores"], res["counts"]
        out[t] = dict(pair=s["attribution", "pair"], c50=s["attribution", "content50"], d=s["direct", "pair"][2],
                      m=s["mixed", "pair"][2], i=s["indirect", "pair"][2], cw=s["content", "words"][2],
                      cs=s["content", "soft"][2], cue=s["cue", "words"][2], src=s["source", "words"][2],
                      link=100 * c["content pairs, same source"] / max(1, c["content pairs"]),
                      dq=100 * c["quotes right"] / max(1, c["quotes"]))
    return out


def show(name, res):
    for t, r in res.items():
        print(name, t, " ".join(f"{k} " + ("/".join(f"{x:.1f}" for x in v) if isinstance(v, tuple) else f"{v:.1f}")
                                for k, v in r.items()), flush=True)


class Threads(threading.Thread):
    """Two threads while the other core is idle, one when others need it."""

    def __init__(self):
        super().__init__(daemon=True)
        self.want = 1

    def run(self):
        def look():
            with open("/proc/stat") as f:
                v = [int(x) for x in f.readline().split()[1:9]]
            with open("/proc/self/stat") as f:
                p = f.read().rsplit(")", 1)[1].split()
            return sum(v) - v[3] - v[4], int(p[11]) + int(p[12])
        a = look()
        while True:
            time.sleep(6)
            b = look()
            others = (b[0] - a[0] - (b[1] - a[1])) / 600
            self.want = 2 if others < (0.25 if self.want == 1 else 0.45) else 1
            a = b


def main():
    ap = argparse.ArgumentParser()
    for k in ("corpus", "prepared", "base", "tokenizer", "out", "scorer"):
        ap.add_argument("--" + k, required=True)
    ap.add_argument("--epochs", type=float, default=5)
    ap.add_argument("--batch", type=int, default=2048, help="pieces")
    ap.add_argument("--lr", type=float, default=2e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--limit", type=int, default=0)
    ap.add_argument("--minutes", type=float, default=0, help="stop the schedule so that it ends about here")
    ap.add_argument("--terms", choices=("research", "open"), default="research",
                    help="open: only texts that are free for any use; needs a corpus whose lines say \"open\" (gum.py)")
    ap.add_argument("--init", metavar="CHECKPOINT", help="begin with the averaged weights of an earlier run, on a fresh schedule")
    ap.add_argument("--resume", metavar="CHECKPOINT", help="go on with a run that was cut off")
    args = ap.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    pieces = data.Pieces(Tokenizer.from_file(args.tokenizer))
    scorer = load_scorer(args.scorer)
    load = lambda n: data.read_documents(f"{args.corpus}/{n}.jsonl", f"{args.prepared}/{n}.jsonl")
    train, dev = load("train"), load("dev")
    if args.terms == "open":
        train = [d for d in train if d["open"]]
        assert train, f"no document of {args.corpus} says that it is free for any use"
    corpus = {**scorer.read(f"{args.corpus}/train.jsonl"), **scorer.read(f"{args.corpus}/dev.jsonl")}
    fold, rest = held_out(train)
    if args.limit:
        rest, dev, fold = rest[:args.limit], dev[:5], fold[:5]
    here = os.path.dirname(os.path.abspath(__file__))
    lists = {k: data.read_list(f"{here}/data/{f}.txt") for k, f in (("given", "given_names"), ("family", "family_names"),
                                                                   ("places", "places"), ("verbs", "cue_verbs"))}
    augment = data.Augment(lists, data.lower_share(train), rng)
    net = Network()
    net.load_base(load_file(args.base))
    if args.init:
        net.load_state_dict(torch.load(args.init)["mean"], strict=False)
    heads, body = [], []
    for k, p in net.named_parameters():
        if p.requires_grad:
            (body if k.startswith("encoder.layers") or k in ("encoder.position.weight", "encoder.norm.weight",
                                                             "encoder.norm.bias") else heads).append(p)
    opt = torch.optim.AdamW([{"params": body, "lr": args.lr, "top": args.lr},
                             {"params": heads, "lr": args.head_lr, "top": args.head_lr}],
                            weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    mean = {k: v.clone() for k, v in net.state_dict().items() if k != "encoder.word.weight"}
    done, total, seen, began = 0.0, args.epochs, 0, time.time()
    if args.resume:
        state = torch.load(args.resume)
        net.load_state_dict(state["net"], strict=False)
        opt.load_state_dict(state["opt"])
        mean, done, seen = state["mean"], state["done"], state["seen"]
    os.makedirs(args.out, exist_ok=True)
    threads = Threads()
    threads.start()
    torch.set_num_threads(1)
    start_share, run = None, {}
    while done < total - 1e-6:
        todo = batches(epoch_windows(rest, pieces, augment, rng), args.batch, rng)
        base, t0, n_pieces = done, time.time(), 0
        for k, batch in enumerate(todo):
            done = base + k / len(todo)
            if done >= total:
                break
            share = done / total
            if args.minutes:          # the schedule follows the clock
                share = max(share, (time.time() - began) / 60 / args.minutes)
                if share >= 1:
                    break
            warm = min(1.0, (seen + 1) / 100)
            for g in opt.param_groups:
                g["lr"] = g["top"] * warm * max(0.0, 1 - share)
            if threads.want != torch.get_num_threads():
                torch.set_num_threads(threads.want)
            net.train()
            loss, parts = loss_of(net, batch)
            opt.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for g in opt.param_groups for p in g["params"]], 1.0)
            opt.step()
            seen += 1
            decay = min(0.997, seen / (seen + 10))
            with torch.no_grad():
                for name, v in net.state_dict().items():
                    if name in mean:
                        mean[name].lerp_(v, 1 - decay)
            n_pieces += sum(len(b["ids"]) for b, _ in batch)
            for p, v in parts.items():
                run[p] = 0.98 * run.get(p, v) + 0.02 * v
            if seen % 20 == 0:
                print(f"step {seen} epoch {done:.2f} share {share:.3f} " + " ".join(f"{p} {v:.3f}" for p, v in run.items())
                      + f" {n_pieces / (time.time() - t0):.0f} pieces/s threads {torch.get_num_threads()}", flush=True)
            if seen % 200 == 0:
                torch.save({"net": {k: v for k, v in net.state_dict().items() if k != "encoder.word.weight"}, "opt": opt.state_dict(),
                            "mean": mean, "done": done, "seen": seen}, f"{args.out}/last.pt")
        else:
            done = base + 1
        torch.save({"net": {k: v for k, v in net.state_dict().items() if k != "encoder.word.weight"}, "opt": opt.state_dict(),
                    "mean": mean, "done": done, "seen": seen}, f"{args.out}/last.pt")
        keep = {k: v.clone() for k, v in net.state_dict().items()}
        net.load_state_dict(mean, strict=False)
        show(f"epoch {done:.1f} mean fold", evaluate(net, fold, corpus, pieces, scorer))
        net.load_state_dict(keep)
        if args.minutes and (time.time() - began) / 60 >= args.minutes:
            break
    net.load_state_dict(mean, strict=False)
    show("final mean dev", evaluate(net, dev, corpus, pieces, scorer))


if __name__ == "__main__":
    main()
