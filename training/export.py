"""Write the weights that the binary embeds: `python export.py --checkpoint last.pt --base model.safetensors --out ../weights`.

    words.bin       the word-embedding table, 8 bits a number with one scale a row, stored once
    encoder.onnx    embedded words and features -> states and cue logits, matrices 8 bits per channel
    linker.onnx     states and candidate cues -> labels, borders, validity

The graphs are built operator by operator: what runs is what is written here.
"""
import argparse
import os
import struct

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file

from model import BUCKETS, Network


class Graph:
    def __init__(self):
        self.nodes, self.weights, self.n = [], [], 0

    def const(self, value, name=None):
        name = name or f"k{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind, *inputs, outputs=1, **attributes):
        names = [f"t{self.n + i}" for i in range(outputs)]
        self.n += outputs
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def linear(self, x, layer, name):
        w = self.const(layer.weight.detach().numpy().T.astype(np.float32), "w." + name)
        y = self.op("MatMul", x, w)
        return self.op("Add", y, self.const(layer.bias.detach().numpy()))

    def norm(self, x, layer):
        return self.op("LayerNormalization", x, self.const(layer.weight.detach().numpy()),
                       self.const(layer.bias.detach().numpy()), axis=-1, epsilon=layer.eps)

    def lookup(self, table, ids):
        return self.op("Gather", self.const(table.weight.detach().numpy()), ids, axis=0)

    def layer(self, x, l, width, name):
        h, d = l.heads, width // l.heads
        qkv = self.linear(x, l.qkv, f"{name}.qkv")
        parts = self.op("Split", qkv, self.const(np.array([width] * 3)), outputs=3, axis=-1)
        shape = self.const(np.array([0, 0, h, d]))
        q, k, v = (self.op("Reshape", p, shape) for p in parts)
        q, v = (self.op("Transpose", p, perm=[0, 2, 1, 3]) for p in (q, v))
        k = self.op("Transpose", k, perm=[0, 2, 3, 1])
        s = self.op("Mul", self.op("MatMul", q, k), self.const(np.array(d ** -0.5, np.float32)))
        a = self.op("MatMul", self.op("Softmax", s, axis=-1), v)
        a = self.op("Reshape", self.op("Transpose", a, perm=[0, 2, 1, 3]), self.const(np.array([0, 0, width])))
        x = self.norm(self.op("Add", x, self.linear(a, l.out, f"{name}.out")), l.norm1)
        f = self.linear(self.op("Gelu", self.linear(x, l.up, f"{name}.up")), l.down, f"{name}.down")
        return self.norm(self.op("Add", x, f), l.norm2)

    def model(self, inputs, outputs):
        for mine, (name, _, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [mine], [name]))
        io = lambda name, kind, shape: helper.make_tensor_value_info(name, kind, shape)
        g = helper.make_graph(self.nodes, "onrecord", [io(*i) for i in inputs], [io(*o) for o in outputs.values()],
                              self.weights)
        m = helper.make_model(g, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
        onnx.checker.check_model(m)
        return m


def encoder(net):
    e, g = net.encoder, Graph()
    width = e.word.weight.shape[1]
    n = g.op("Gather", g.op("Shape", "case"), g.const(np.array([1])), axis=0)
    position = g.op("Slice", g.const(e.position.weight.detach().numpy()), g.const(np.array([0])), n, g.const(np.array([0])))
    x = g.op("Add", "words", position)
    for table, ids in ((e.case, "case"), (e.depth, "depth"), (e.start, "start")):
        x = g.op("Add", x, g.lookup(table, ids))
    x = g.norm(x, e.norm)
    for i, l in enumerate(e.layers):
        x = g.layer(x, l, width, f"layer{i}")
    anchor = g.linear(x, e.anchor, "anchor")
    f, i = TensorProto.FLOAT, TensorProto.INT64
    return g.model([("words", f, [1, "n", width])] + [(k, i, [1, "n"]) for k in ("case", "depth", "start")],
                   {x: ("states", f, [1, "n", width]), anchor: ("anchor", f, [1, "n", 1])})


def linker(net):
    l, g = net.linker, Graph()
    width = l.piece.weight.shape[1]
    inner = l.piece.weight.shape[0]
    pieces = g.linear("states", l.piece, "piece")
    cues = g.linear(g.op("Gather", g.op("Squeeze", "states", g.const(np.array([0]))), "cues", axis=0), l.cue, "cue")
    cues = g.op("Unsqueeze", cues, g.const(np.array([1])))
    z = g.op("Add", g.op("Add", cues, pieces), g.lookup(l.distance, "buckets"))
    z = g.layer(g.norm(z, l.norm), l.layer, inner, "layer")
    labels = g.op("Add", g.linear(z, l.label, "label"), g.linear("states", l.direct, "direct"))
    valid = g.linear(z, l.valid, "valid")
    f, i = TensorProto.FLOAT, TensorProto.INT64
    return g.model([("states", f, [1, "n", width]), ("cues", i, ["a"]), ("buckets", i, ["a", "n"])],
                   {labels: ("labels", f, ["a", "n", labels_of(l)]), valid: ("valid", f, ["a", "n", 1])})


def labels_of(linker):
    return linker.label.weight.shape[0]


def quantise(model, path, exclude=()):
    from onnxruntime.quantization import QuantType, quantize_dynamic
    weights = {w.name for w in model.graph.initializer}
    nodes = [n for n in model.graph.node if n.op_type == "MatMul" and n.input[1] in weights]
    for i, n in enumerate(nodes):
        n.name = f"matmul{i}"
    onnx.save(model, path + ".f32")
    keep = [n.name for n in nodes if not any(n.input[1].startswith("w." + x) for x in exclude)]
    quantize_dynamic(path + ".f32", path, op_types_to_quantize=["MatMul"], nodes_to_quantize=keep, per_channel=True,
                     reduce_range=REDUCE, weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True})
    os.remove(path + ".f32")


# Seven-bit weights: an AVX2 machine without VNNI adds two 8-bit products in 16 bits, which saturates with eight.
REDUCE = True


def words(net, path):
    table = net.encoder.word.weight.detach().numpy()
    scale = np.abs(table).max(1) / 127
    q = np.clip(np.round(table / scale[:, None]), -127, 127).astype(np.int8)
    with open(path, "wb") as f:
        f.write(struct.pack("<4sII", b"ORW1", *table.shape))
        f.write(scale.astype("<f4").tobytes())
        f.write(q.tobytes())


def load(checkpoint, base, other=None, share=0.0):
    """The network of a checkpoint's averaged weights; with `other`, of the mean of two, `share` of it the other's."""
    net = Network()
    net.load_base(load_file(base))
    if checkpoint:
        weights = torch.load(checkpoint)["mean"]
        if other:
            theirs = torch.load(other)["mean"]
            weights = {k: (1 - share) * v + share * theirs[k] for k, v in weights.items()}
        missing, unexpected = net.load_state_dict(weights, strict=False)
        assert missing == ["encoder.word.weight"] and not unexpected, (missing, unexpected)
    return net.eval()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--checkpoint")
    ap.add_argument("--other", metavar="CHECKPOINT", help="a later run that began with --checkpoint's weights (train.py --init)")
    ap.add_argument("--share", type=float, default=0.7, help="how much of --other the mean of the two takes")
    ap.add_argument("--base", required=True)
    ap.add_argument("--out", required=True)
    args = ap.parse_args()
    net = load(args.checkpoint, args.base, args.other, args.share)
    os.makedirs(args.out, exist_ok=True)
    words(net, f"{args.out}/words.bin")
    quantise(encoder(net), f"{args.out}/encoder.onnx", exclude=("anchor",))
    quantise(linker(net), f"{args.out}/linker.onnx", exclude=("valid", "label"))
    for f in ("words.bin", "encoder.onnx", "linker.onnx"):
        print(f, os.path.getsize(f"{args.out}/{f}"))


if __name__ == "__main__":
    main()
