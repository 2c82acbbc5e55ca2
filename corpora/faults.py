#!/usr/bin/env python3
"""Faults that a record must outlive, tried on the program: what it told stays told.

    python3 corpora/faults.py [--kills 100] [--binary target/release/onrecord]

1. `kill -9` at 100 random instants while reports are added: each report that was told before is in the record, `doctor` finds it
   sound after every kill, and the last run completes it.
2. A disk that fills up (a small tmpfs, where it may be mounted): the error says so, and the record is sound.
3. A feed of 100,000 entries: read, cut by --most, with the memory it took.
4. Bombs: gzip and zip, entities that grow.

It prints what it did and exits with 1 where anything was lost. Texts are made up.
"""

import argparse
import gzip
import http.server
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

WORDS = "the quay board ferry wall harbour court ruling money survey engineers council road school winter bread price vote".split()


def fail(message):
    print(f"FAILED: {message}", flush=True)
    sys.exit(1)


def run(binary, *arguments, expect=0):
    done = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if expect is not None and done.returncode != expect:
        fail(f"{arguments}: exit {done.returncode}, expected {expect}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def report(chance, number):
    def words(n):
        return " ".join(chance.choice(WORDS) for _ in range(n))

    return f"“Number {number}: {words(chance.randint(4, 20))},” said Ana Ruiz. {words(chance.randint(5, 200)).capitalize()}.\n"


def sound(binary, record):
    done = run(binary, "doctor", "--record", record, expect=None)
    if done.returncode != 0:
        fail(f"doctor: {done.stdout}{done.stderr}")


def kills(binary, folder, count):
    chance = random.Random(5)
    reports = folder / "reports"
    reports.mkdir()
    total = count * 12
    for number in range(total):
        (reports / f"{number:05}.txt").write_text(report(chance, number))
    record, told = folder / "kills.db", set()
    early = 0
    for kill in range(count):
        child = subprocess.Popen(
            [binary, "add", reports, "--record", record], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        # One in ten is killed while it starts; the others once some lines were told, at a random moment after.
        text, wanted = "", 0 if kill % 10 == 0 else chance.randint(1, 20)
        while wanted > 0 and (line := child.stdout.readline()):
            text += line
            wanted -= line.startswith("added ")
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        text += child.communicate()[0]
        lines = text[:text.rfind("\n") + 1].splitlines()
        lines = [line for line in lines if not line.startswith("known ")]
        told |= {line.split(" ")[2].rstrip(":") for line in lines if line.startswith("added ")}
        if not record.exists():
            early += 1
            continue
        sound(binary, record)
    run(binary, "add", reports, "--record", record)
    sound(binary, record)
    there = {line.split(" ")[2].rstrip(":") for line in run(binary, "add", reports, "--record", record).stdout.splitlines()}
    if not told <= there or len(there) != total:
        fail(f"{len(told - there)} told reports are lost, {len(there)} of {total} are there")
    size = run(binary, "doctor", "--record", record).stdout
    print(f"kills: {count} (before the record was there: {early}), {len(told)} reports told before a kill, none lost; {size.strip()}")


def full_disk(binary, folder):
    disk = folder / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", disk], capture_output=True).returncode:
        print("full disk: no tmpfs can be mounted here; the test a_full_disk_loses_nothing_that_was_acknowledged limits the file instead")
        return
    try:
        done = run(binary, "add", folder / "reports", "--record", disk / "full.db", expect=1)
        if "no space is left" not in done.stderr:
            fail(f"full disk: {done.stderr}")
        copy = folder / "full.db"
        for ending in ["", "-wal"]:
            if (disk / f"full.db{ending}").exists():
                shutil.copy(disk / f"full.db{ending}", f"{copy}{ending}")
        sound(binary, copy)
        told = sum(line.startswith("added ") for line in done.stdout.splitlines())
        there = run(binary, "doctor", "--record", copy).stdout
        if told != int(there.split()[1]):
            fail(f"full disk: {told} told, {there}")
        print(f"full disk: {done.stderr.strip().splitlines()[-1]}; {told} told; {there.strip()}")
    finally:
        subprocess.run(["umount", disk], check=False)


class Host(http.server.BaseHTTPRequestHandler):
    feed = b""

    def do_GET(self):
        body, kind = (self.feed, "application/rss+xml") if self.path == "/rss" else (b"", "")
        if self.path.startswith("/n/"):
            body, kind = report(random.Random(self.path), self.path).encode(), "text/plain; charset=utf-8"
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def long_feed(binary, folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    items = "".join(
        f"<item><title>Number {n}</title><link>{base}/n/{n}</link><description>{'word ' * 40}</description></item>" for n in range(100_000))
    Host.feed = f"<rss version='2.0'><channel><title>All</title>{items}</channel></rss>".encode()
    begun = time.monotonic()
    done = run(binary, "add", f"feed:{base}/rss", "--allow-private", "--pause", "0", "--most", "50", "--record", folder / "feed.db")
    if len(done.stdout.splitlines()) != 50 or "first 50 addresses" not in done.stderr:
        fail(f"long feed: {done.stdout[-500:]}{done.stderr[-500:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"feed of 100,000 entries ({len(Host.feed) >> 20} MB), 50 taken: {time.monotonic() - begun:.1f} s, most memory of any run so far {peak} MB")
    server.shutdown()


def bombs(binary, folder):
    zeros = folder / "zeros.jsonl.gz"
    # 4 GB of zeros: members of 64 MB one after another.
    zeros.write_bytes(gzip.compress(bytes(64 << 20)) * 64)
    laughs = folder / "laughs.xml"
    entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha'}'>" for n in range(12))
    laughs.write_text(f"<!DOCTYPE rss [{entities}]><rss version='2.0'><channel><title>&l11;</title></channel></rss>")
    archive = folder / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.txt", bytes(256 << 20))
    for name, source, why in [
        ("gzip", f"jsonl:{zeros}", "the rest of the file is not read"),
        ("zip", archive, "it is a zip archive"),
        ("entities", f"feed:{laughs}", None),
    ]:
        begun = time.monotonic()
        done = run(binary, "add", source, "--record", folder / "bombs.db", expect=None)
        if why and why not in done.stderr or "haha" in done.stderr or len(done.stderr) > 2000 or done.stdout:
            fail(f"{name} bomb: {done.stdout[-500:]}{done.stderr[-500:]}")
        said = done.stderr.strip().splitlines()[0] if done.stderr.strip() else "nothing to add"
        print(f"{name} bomb: {time.monotonic() - begun:.1f} s: {said[:160]}")
    sound(binary, folder / "bombs.db")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--binary", default=os.environ.get("CARGO_TARGET_DIR", "target") + "/release/onrecord")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        kills(asked.binary, folder, asked.kills)
        full_disk(asked.binary, folder)
        long_feed(asked.binary, folder)
        bombs(asked.binary, folder)


if __name__ == "__main__":
    main()
