#!/usr/bin/env python3
"""The server under load on loopback: checks and searches at a fixed rate, beside idle and slow clients.

    python3 tests/load/run.py --binary target/release/onrecord --record /tmp/million/record.db [--rate 100] [--seconds 60]

The record is one of `cargo run --release -p onrecord-store --example million`. Of the checks 60 % are words of the record, 20 % altered, 20 % absent;
as many searches are sent, and ten report pages a second. Requests are sent when their time comes, whether or not earlier ones were answered, so that
a slow server is not waited for. Beside them 500 connections say nothing, 20 send the head of a request a byte a second and 20 a body. Printed: times
from the moment at which a request was due, in milliseconds; failures; the server's peak resident memory. Client and server share the machine.
"""
import argparse
import asyncio
import json
import pathlib
import random
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

KINDS = ("verbatim", "verbatim", "verbatim", "altered", "absent")


def ask(at, path):
    with urllib.request.urlopen(f"{at}{path}", timeout=60) as answer:
        return json.load(answer)


def sample(at, number, dice):
    """Quotations from all over the record: words, speaker, report."""
    last = ask(at, "/api/v1/health")["quotations"]
    found = []
    while len(found) < number:
        page = ask(at, f"/api/v1/search?limit=20&cursor=c{dice.randrange(2, last)}")
        found += [q for q in page["quotations"] if len(q["words"].split()) > 6]
    return found


def claim(quotation, kind, dice):
    words = quotation["words"].split()
    if kind == "altered":
        at = dice.randrange(1, len(words) - 1)
        words[at] = "never" if words[at] != "never" else "always"
    if kind == "absent":
        dice.shuffle(words)
        words = words[: len(words) // 2] + ["walrus", "umbrella", "harpsichord"]
    return " ".join(words)


def request(method, path, body=None):
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
    if body is not None:
        body = json.dumps(body).encode()
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (head + "\r\n").encode() + (body or b"")


async def answered(reads):
    """Status and body of an answer."""
    head = await reads.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = re.search(rb"content-length: (\d+)", head, re.I)
    if length:
        return status, await reads.readexactly(int(length.group(1)))
    body = b""
    while True:
        size = int(await reads.readline(), 16)
        body += (await reads.readexactly(size + 2))[:-2]
        if size == 0:
            return status, body


class Load:
    def __init__(self, host, port):
        self.host, self.port = host, port
        self.times, self.failures, self.free = {}, [], []

    async def send(self, kind, text, due):
        for again in (True, False):
            used = bool(self.free)
            reads, writes = self.free.pop() if used else await asyncio.open_connection(self.host, self.port)
            try:
                writes.write(text)
                status, _ = await asyncio.wait_for(answered(reads), 30)
            except Exception as error:
                writes.close()
                if used and again:  # a connection that the server closed while nobody used it
                    continue
                self.failures.append(f"{kind}: {error!r}")
                return
            self.times.setdefault(kind, []).append((time.perf_counter() - due) * 1000)
            if status != 200:
                self.failures.append(f"{kind}: {status}")
            self.free.append((reads, writes))
            return

    async def at_rate(self, rate, seconds, make):
        """Sends `rate` requests a second, each at its time."""
        start, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            kind, text = make(number)
            tasks.append(asyncio.create_task(self.send(kind, text, due)))
        await asyncio.gather(*tasks)

    async def idle(self, number):
        return [await asyncio.open_connection(self.host, self.port) for _ in range(number)]

    async def slow(self, text, seconds):
        """Sends a byte a second until it is cut off; for ever new."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            _, writes = await asyncio.open_connection(self.host, self.port)
            try:
                for byte in text:
                    writes.write(bytes([byte]))
                    await writes.drain()
                    await asyncio.sleep(1)
                    if time.perf_counter() > end:
                        break
            except OSError:
                pass
            writes.close()


async def run(asked, at, dice):
    host, port = re.match(r"http://(.*):(\d+)", at).groups()
    known = sample(at, 400, dice)
    load = Load(host, int(port))

    def check(number):
        quotation = dice.choice(known)
        kind = KINDS[number % len(KINDS)]
        return f"check {kind}", request("POST", "/api/v1/check", {"quote": claim(quotation, kind, dice), "speaker": (quotation["speakers"] or [{"name": "Ana Ruiz"}])[0]["name"]})

    def search(number):
        quotation = dice.choice(known)
        words = quotation["words"].split()
        at = dice.randrange(len(words) - 2)
        asked = {"words": '"' + " ".join(words[at:at + 3]) + '"', "limit": 10}
        if number % 3 == 0 and quotation["speakers"]:
            asked = {"words": words[at], "speaker": quotation["speakers"][0]["name"], "limit": 10}
        return "search", request("GET", "/api/v1/search?" + urllib.parse.urlencode(asked))

    def page(_):
        return "report page", request("GET", "/report/" + dice.choice(known)["report"])

    await asyncio.gather(load.at_rate(20, 3, check), load.at_rate(20, 3, search))
    load.times.clear()
    warm = len(load.failures)
    idle = await load.idle(asked.idle)
    head = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 300
    body = b"POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n" + b" " * 900
    slow = [asyncio.create_task(load.slow(text, asked.seconds)) for text in (head, body) for _ in range(20)]
    await asyncio.gather(load.at_rate(asked.rate, asked.seconds, check), load.at_rate(asked.rate, asked.seconds, search), load.at_rate(10, asked.seconds, page))
    await asyncio.gather(*slow)
    for _, writes in idle:
        writes.close()
    return load, warm


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--record", required=True)
    parser.add_argument("--rate", type=float, default=100, help="checks a second, and as many searches")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--idle", type=int, default=500, help="connections that say nothing")
    asked = parser.parse_args()
    binary = str(pathlib.Path(asked.binary).resolve())
    server = subprocess.Popen([binary, "serve", "--record", asked.record, "--bind", "127.0.0.1:0", "--log", "error"], stderr=subprocess.PIPE, text=True)
    try:
        at = re.search(r"http://[0-9.:]+", server.stderr.readline()).group()
        load, warm = asyncio.run(run(asked, at, random.Random(7)))
        peak = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{server.pid}/status").read_text()).group(1)
    finally:
        server.terminate()
        server.wait(30)
    groups = {"all checks": [t for k, v in load.times.items() if k.startswith("check") for t in v], **load.times}
    print(f"{asked.rate:.0f} checks and {asked.rate:.0f} searches a second for {asked.seconds:.0f} s, {asked.idle} idle connections, 40 slow ones")
    for kind, times in sorted(groups.items()):
        times.sort()
        at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
        print(f"{kind:<16} n {len(times):>6}  p50 {at(.5):7.1f}  p95 {at(.95):7.1f}  p99 {at(.99):7.1f}  most {times[-1]:7.1f} ms")
    print(f"failures {len(load.failures) - warm} (while warming up {warm})  peak memory {int(peak) / 1024:.0f} MiB")
    for failure in load.failures[:5]:
        print(" ", failure)
    return 1 if load.failures else 0


if __name__ == "__main__":
    sys.exit(main())
