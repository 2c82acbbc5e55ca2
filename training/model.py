"""The network: a small encoder, and a linker that reads the text once for each cue.

Encoder: MiniLM-L6 (Wang et al. 2020) over word pieces, with three features added to each piece's embedding: letter
case (the vocabulary is uncased), depth inside quotation marks, first piece of a paragraph. It gives a state and a
"here a cue begins" logit for every piece.

Linker: for each candidate cue one narrow transformer layer over all pieces, conditioned on the cue's state and on the
distance to it. It labels every piece outside / speaker / cue / content, gives logits for the first and last piece of
speaker and content, and one logit that the candidate is a cue at all. One run for each cue is what lets one
speaker serve several quotations, and content come in several pieces.
"""
import torch
import torch.nn.functional as F
from torch import nn

CASES, DEPTHS, STARTS = 6, 3, 2
LABELS = ("outside", "speaker", "cue", "content")
BORDERS = ("speaker first", "speaker last", "content first", "content last")
BUCKETS = 64


class Dropout(nn.Module):
    """Inverted dropout that takes its masks from one pool: drawing random numbers is what costs on a CPU."""
    pools = {}

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or not self.p:
            return x
        if self.p not in self.pools:
            self.pools[self.p] = (torch.rand(1 << 23) >= self.p).float() / (1 - self.p)
        pool, n = self.pools[self.p], x.numel()
        at = int(torch.randint(0, len(pool) - n, (1,))) if n < len(pool) else 0
        mask = pool[at:at + n] if n < len(pool) else pool.repeat(n // len(pool) + 1)[:n]
        return x * mask.view(x.shape)


class Layer(nn.Module):
    """A post-norm transformer layer, as in BERT."""

    def __init__(self, width, heads, inner, p):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.drop = Dropout(p)

    def forward(self, x, mask):
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, d))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, vocab=30522, width=384, layers=6, heads=12, inner=1536, positions=512, p=0.1):
        super().__init__()
        self.word = nn.Embedding(vocab, width)
        self.position = nn.Embedding(positions, width)
        self.case = nn.Embedding(CASES, width)
        self.depth = nn.Embedding(DEPTHS, width)
        self.start = nn.Embedding(STARTS, width)
        for e in (self.case, self.depth, self.start):
            nn.init.zeros_(e.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = Dropout(p)
        self.layers = nn.ModuleList(Layer(width, heads, inner, p) for _ in range(layers))
        self.anchor = nn.Linear(width, 1)
        self.roles = nn.Linear(width, 3)     # speaker, cue, content of anything: supervision for training only

    def embed(self, ids):
        return self.word(ids)

    def forward(self, words, case, depth, start, mask=None):
        n = words.shape[1]
        at = torch.arange(n, device=words.device)
        x = words + self.position(at) + self.case(case) + self.depth(depth) + self.start(start)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x, self.anchor(x).squeeze(-1)


class Linker(nn.Module):
    def __init__(self, width=384, inner=128, heads=4, p=0.1):
        super().__init__()
        self.cue = nn.Linear(width, inner)
        self.piece = nn.Linear(width, inner)
        self.distance = nn.Embedding(2 * BUCKETS + 1, inner)
        self.norm = nn.LayerNorm(inner)
        self.layer = Layer(inner, heads, 3 * inner, p)
        self.label = nn.Linear(inner, len(LABELS) + len(BORDERS))
        self.direct = nn.Linear(width, len(LABELS) + len(BORDERS))
        self.valid = nn.Linear(inner, 1)

    def forward(self, states, cues, buckets, mask=None):
        """states (a, n, width) of the window of each of a cues; cues (a, width) their states; buckets (a, n)."""
        z = self.norm(self.piece(states) + self.cue(cues)[:, None] + self.distance(buckets))
        z = self.layer(z, mask)
        return self.label(z) + self.direct(states), self.valid(z).squeeze(-1)


def buckets(cue, n):
    """Signed distance of n pieces to each cue position: exact to 32, then logarithmic, 0 at BUCKETS."""
    d = torch.arange(n)[None] - cue[:, None]
    far = 32 + (torch.log2(d.abs().clamp(min=32).float() / 32) * 10).long()
    mag = torch.where(d.abs() < 32, d.abs(), far).clamp(max=BUCKETS)
    return BUCKETS + torch.where(d < 0, -mag, mag)


class Network(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.encoder = Encoder(p=p)
        self.linker = Linker(p=p)

    def load_base(self, tensors):
        """Take the weights of a BERT-shaped checkpoint (names as in Hugging Face's BertModel)."""
        e, get = self.encoder, lambda name: tensors[name]
        with torch.no_grad():
            e.word.weight.copy_(get("embeddings.word_embeddings.weight"))
            e.position.weight.copy_(get("embeddings.position_embeddings.weight")
                                    + get("embeddings.token_type_embeddings.weight")[0])
            e.norm.weight.copy_(get("embeddings.LayerNorm.weight"))
            e.norm.bias.copy_(get("embeddings.LayerNorm.bias"))
            for i, l in enumerate(e.layers):
                at = f"encoder.layer.{i}."
                for kind in ("weight", "bias"):
                    getattr(l.qkv, kind).copy_(torch.cat(
                        [get(f"{at}attention.self.{n}.{kind}") for n in ("query", "key", "value")]))
                    for name, theirs in ((l.out, "attention.output.dense"), (l.norm1, "attention.output.LayerNorm"),
                                         (l.up, "intermediate.dense"), (l.down, "output.dense"),
                                         (l.norm2, "output.LayerNorm")):
                        getattr(name, kind).copy_(get(f"{at}{theirs}.{kind}"))
        e.word.weight.requires_grad_(False)
