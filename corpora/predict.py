#!/usr/bin/env python3
"""Predictions in the scorer's format: `predict.py GOLD.jsonl > PRED.jsonl` (or `--folder DIR` of our own sets).

Reads the texts of GOLD (one document a line: {"id", "text", ...}) with the `onrecord` binary, end to end from raw text, and
writes {"id", "attributions": [{"source", "cue", "content", "confidence"}]} a line. Only quotations without parent are written: the
corpus marks the outermost. Where our contract differs from the corpus' annotation the corpus' way is written: an introducing
"that" counts as content there, so does an addressee before "to" and "of", a possessive ending goes with its noun, and joint speakers are one source.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "..", "target")), "release", "onrecord")


def read(texts, binary=BINARY, jobs=2, published=None):
    """Readings of the texts, in order; `published` is the day of publication of all of them."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for i, text in enumerate(texts):
            names.append(os.path.join(folder, f"{i:05}.txt"))
            with open(names[-1], "w", encoding="utf-8", newline="") as f:
                f.write(text)
        out = subprocess.run([binary, "read", "--format", "jsonl", "--kind", "plain", "--charset", "utf-8", "--jobs", str(jobs)]
                             + (["--published", published] if published else []) + names,
                             capture_output=True, check=True)
    readings = [json.loads(line) for line in out.stdout.decode("utf-8").splitlines()]
    assert len(readings) == len(texts), f"{len(readings)} readings of {len(texts)} texts"
    return readings


def pairs(spans):
    return [[s["start"], s["end"]] for s in spans]


CALLS = re.compile(r"\b(call|dub|brand|label)\w*$", re.IGNORECASE)
OBJECT = re.compile(r"\s+[^.,;:()“”\"]{1,60}")


def with_object(text, cue, content):
    """The content with what stands between it and its cue, where our contract leaves an addressee or a thing named outside."""
    if not cue or not content or content[0][0] <= cue[-1][1]:
        return content
    between, begin = text[cue[-1][1]:content[0][0]], text[content[0][0]:content[0][0] + 3]
    object = between.rstrip("“\"‘' ")
    named = CALLS.search(text[:cue[-1][1]]) and len(object) < len(between.rstrip())
    if (begin == "to " or object.endswith(" of") or named) and object.strip() and OBJECT.fullmatch(object) and not object.endswith(" that"):
        return [[cue[-1][1] + 1, content[0][1]]] + content[1:]
    return content


def attributions(reading):
    text, out = reading["document"]["text"], []
    for q in reading["quotations"]:
        if q["parent"]:
            continue
        content = with_object(text, pairs(q["cue"]), pairs(q["content"]))
        for piece in content:
            before = text[:piece[0]]
            if before[-5:].lower() == "that " and not before[-6:-5].isalnum():
                piece[0] -= 5
        mentions = [span for speaker in q["speakers"] for span in pairs(speaker["mention"])]
        source = [[min(s for s, _ in mentions), max(e for _, e in mentions)]] if mentions else []
        cue = pairs(q["cue"])
        if source and cue and cue[0][0] == source[0][1] and text[cue[0][0]:cue[0][0] + 2] in ("'s", "’s") and cue[0][1] > cue[0][0] + 3:
            source[0][1] += 2
            cue[0][0] += 3
        out.append({"source": source, "cue": cue, "content": content, "confidence": q["confidence"]})
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("gold")
    ap.add_argument("--binary", default=BINARY)
    args = ap.parse_args()
    with open(args.gold, encoding="utf-8") as f:
        docs = [json.loads(line) for line in f if line.strip()]
    for doc, reading in zip(docs, read([d["text"] for d in docs], args.binary)):
        assert reading["document"]["text"] == doc["text"], f"{doc['id']}: the text was changed"
        json.dump({"id": doc["id"], "attributions": attributions(reading)}, sys.stdout, ensure_ascii=False)
        print()


if __name__ == "__main__":
    main()
