"""Do Rust and Python agree? `python agree.py --corpus dev.jsonl --tool NUMBERS --checkpoint last.pt --base B --tokenizer T --weights ../weights`.

Four comparisons over the first documents of a corpus, on the windows that the binary prints (example `numbers`):

    windows   the arrays that data.py makes of a window's tokens are those that the reader made
    decoding  the best path of decode.py over the reader's numbers is the reader's path
    runtime   cue probabilities of the 8-bit files under onnxruntime and under the reader's runtime
    rounding  numbers and paths of the 32-bit network against the reader's 8-bit one

Exits with 1 where windows or decoding differ at all, or the others by more than the limits below.
"""
import argparse
import json
import sys

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

import data
import decode
from calibrate import numbers
from export import load
from train import load_scorer

RUNTIME = 0.02      # mean difference of cue probabilities between two runtimes of the same 8-bit files; single ones are larger,
                    # because 8-bit rounding makes a step of what differs in the last bit
SAME_PATH = 98.0    # least share of tokens, in percent, that the 32-bit and the 8-bit network label alike


def same_windows(window, doc, pieces):
    """Whether data.py makes the same arrays of the window's tokens, paragraph by paragraph."""
    at, stretches = 1, []
    tokens = window["token"]
    while at < len(tokens):
        held = []
        while window["ids"][at] != data.SEP or tokens[at] is not None:
            held += [tokens[at]] if tokens[at] is not None else []
            at += 1
        at += 1
        if held:
            stretches.append((held[0], held[-1] + 1))
    enc = data.encode(doc, stretches, pieces)
    ours = [t if t >= 0 else None for t in enc["token"]]
    return all(enc[k] == window[k] for k in ("ids", "case", "depth")) and ours == tokens


def document(text, found):
    """The prepared form that data.py reads, of the tokens that the reader printed."""
    raw = text.encode("utf-8")
    words = [raw[s:e].decode("utf-8") for s, e, _, _ in found["tokens"]]
    return {"words": words, "tokens": [tuple(t) for t in found["tokens"]], "paragraphs": found["paragraphs"], "text": text, "items": []}


def runtime(weights, base):
    """Cue probabilities of a window under onnxruntime."""
    session = onnxruntime.InferenceSession(f"{weights}/encoder.onnx", providers=["CPUExecutionProvider"])
    with open(f"{weights}/words.bin", "rb") as f:
        _, rows, width = np.frombuffer(f.read(12), "<u4")
        scale = np.frombuffer(f.read(4 * int(rows)), "<f4")
        table = np.frombuffer(f.read(), np.int8).reshape(int(rows), int(width))

    def run(window):
        words = table[window["ids"]] * scale[window["ids"], None]
        feed = {k: np.array([window[k]], np.int64) for k in ("case", "depth", "start")}
        _, anchor = session.run(["states", "anchor"], {"words": words[None].astype(np.float32), **feed})
        return decode.logistic(anchor[0, :, 0])
    return run


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    for k in ("corpus", "tool", "checkpoint", "base", "tokenizer", "weights", "scorer"):
        ap.add_argument("--" + k, required=True)
    ap.add_argument("--other", help="as for export.py")
    ap.add_argument("--share", type=float, default=0.7)
    ap.add_argument("--documents", type=int, default=10)
    args = ap.parse_args()
    torch.set_num_threads(1)
    net = load(args.checkpoint, args.base, args.other, args.share)
    pieces = data.Pieces(Tokenizer.from_file(args.tokenizer))
    docs = list(load_scorer(args.scorer).read(args.corpus).values())[:args.documents]
    probabilities = runtime(args.weights, args.base)
    windows = unlike = paths = astray = 0
    apart, rounding, labels, alike, missed, candidates = [], [], 0, 0, 0, 0
    for doc, found in zip(docs, numbers(args.tool, docs)):
        prepared = document(doc["text"], found)
        for window in found["windows"]:
            windows += 1
            unlike += not same_windows(window, prepared, pieces)
            p = probabilities(window)
            enc = {**{k: window[k] for k in ("ids", "case", "depth", "start")}, "token": [-1 if t is None else t for t in window["token"]]}
            positions = [i for i, t in enumerate(enc["token"]) if t >= 0]
            float32 = {cue: (probability, logits) for cue, probability, _, logits in decode.read_window(net, enc)}
            for candidate in window["candidates"]:
                candidates += 1
                scores = np.array(candidate["scores"], np.float32)
                path, _ = decode.label(scores, candidate["cue"], positions)
                paths += 1
                astray += path != candidate["path"]
                apart.append(abs(p[candidate["cue"]] - candidate["probability"]))
                if candidate["cue"] not in float32:
                    missed += 1
                    continue
                other, _ = decode.label(float32[candidate["cue"]][1], candidate["cue"], positions)
                labels += len(path)
                alike += sum(a == b for a, b in zip(path, other))
                rounding.append(np.abs(float32[candidate["cue"]][1] - scores)[positions].mean())
    apart = np.array(apart)
    same = 100 * alike / labels
    print(f"{len(docs)} documents, {windows} windows, {candidates} candidates")
    print(f"windows   {unlike} of {windows} differ")
    print(f"decoding  {astray} of {paths} paths differ")
    print(f"runtime   cue probabilities differ by {apart.mean():.4f} on average, {apart.max():.4f} at most")
    print(f"rounding  8 bits against 32: logits differ by {np.mean(rounding):.3f} on average, {same:.2f} % of labels alike, "
          f"{missed} of {candidates} candidates only in 8 bits")
    if unlike or astray or apart.mean() > RUNTIME or same < SAME_PATH:
        sys.exit("Rust and Python do not agree")


if __name__ == "__main__":
    main()
