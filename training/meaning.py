"""Writes `weights/meaning.onnx`, by which quotations are compared by what they mean: `python meaning.py --base model.safetensors --out ../weights`.

The encoder is all-MiniLM-L6-v2 as it was published (Apache-2.0), not fine-tuned: rows of the word table (`words.bin`, shared with the reading model) in, the mean of
the last layer's states out (Reimers and Gurevych 2019). Matrices 8 bits per channel, as in `export.py`.
"""
import argparse
import os

import numpy as np
from onnx import TensorProto

from export import Graph, load, quantise


def meaning(net):
    e, g = net.encoder, Graph()
    width = e.word.weight.shape[1]
    n = g.op("Gather", g.op("Shape", "words"), g.const(np.array([1])), axis=0)
    position = g.op("Slice", g.const(e.position.weight.detach().numpy()), g.const(np.array([0])), n, g.const(np.array([0])))
    x = g.norm(g.op("Add", "words", position), e.norm)
    for i, l in enumerate(e.layers):
        x = g.layer(x, l, width, f"layer{i}")
    mean = g.op("ReduceMean", x, g.const(np.array([1])), keepdims=0)
    f = TensorProto.FLOAT
    return g.model([("words", f, [1, "n", width])], {mean: ("meaning", f, [1, width])})


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("--base", required=True)
    ap.add_argument("--out", required=True)
    args = ap.parse_args()
    path = os.path.join(args.out, "meaning.onnx")
    quantise(meaning(load(None, args.base)), path)
    print(path, os.path.getsize(path))


if __name__ == "__main__":
    main()
