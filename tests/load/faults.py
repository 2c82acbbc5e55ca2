#!/usr/bin/env python3
"""The server when things go wrong: stopped or killed while it writes, and on a full disk.

    python3 tests/load/faults.py --binary target/release/onrecord [--rounds 4]

1. While four clients add reports the server is asked to end (SIGTERM) or killed (SIGKILL). Served again, the record has every report whose adding was
   acknowledged, and `onrecord doctor` finds it whole.
2. On a file system with little room reports are added until there is none: the answer is 507 as a problem, reading goes on, what was acknowledged is
   there, and when room is made writing goes on too. It needs a small file system of its own: root, or `unshare`.

Exit status 0: all of it holds.
"""
import argparse
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request


class Server:
    """A server over a record, with a token that may write."""

    def __init__(self, binary, record):
        self.binary, self.record = binary, record
        if not record.exists():
            text = "“We will see,” said Ana Ruiz, the harbour master of Port Vell.\n"
            subprocess.run([binary, "add", "-", "--record", str(record)], input=text, text=True, check=True, stdout=subprocess.DEVNULL)
        made = subprocess.run([binary, "token", "create", f"t{random.random()}", "--record", str(record)], check=True, capture_output=True, text=True)
        self.token = made.stdout.strip()
        self.start()

    def start(self):
        command = [self.binary, "serve", "--record", str(self.record), "--bind", "127.0.0.1:0", "--log", "error"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.at = re.search(r"http://[0-9.:]+", self.process.stderr.readline()).group()

    def ask(self, path, body=None):
        """Status and JSON of an answer."""
        fields = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.at + path, json.dumps(body).encode() if body is not None else None, fields)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def add(self, name, padding=""):
        said = f"“The gate number {name} stays shut until the survey is done,” said Lena Vos, who keeps it."
        page = f"<!doctype html><title>Gate {name}</title><!-- {padding} --><article><p>{said}</p><p>Nothing else was known of the gate.</p></article>"
        return self.ask("/api/v1/reports", {"text": page, "name": name, "kind": "html"})

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(60)


def stopped(binary, folder, how, round_):
    """How many reports were acknowledged before the stop; all of them are there after it."""
    server = Server(binary, folder / f"stop{how}{round_}.db")
    known, lock = [], threading.Lock()

    def client(number):
        for n in range(10_000):
            try:
                status, answer = server.add(f"{round_}-{number}-{n}")
            except OSError:
                return
            if status == 201:
                with lock:
                    known.append(answer["report"])
            elif status not in (503,):
                raise AssertionError((status, answer))

    clients = [threading.Thread(target=client, args=(n,)) for n in range(4)]
    for one in clients:
        one.start()
    while len(known) < 8:
        time.sleep(0.02)
    time.sleep(random.random() * 0.5)
    server.stop(how)
    for one in clients:
        one.join()
    health = subprocess.run([binary, "doctor", "--record", str(server.record)], capture_output=True, text=True)
    assert health.returncode == 0, health.stdout + health.stderr
    server.start()
    for report in known:
        status, _ = server.ask(f"/api/v1/reports/{report}")
        assert status == 200, f"the acknowledged report {report} is gone"
    server.stop()
    return len(known)


def full(binary, folder):
    """How many reports fitted before 507."""
    small = folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(small)], check=True)
    try:
        server = Server(binary, small / "record.db")
        filler = small / "filler"
        filler.write_bytes(b"x" * (2 << 20))
        known, status = [], 0
        dice = random.Random(7)
        for n in range(400):
            padding = " ".join("".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(30_000))
            status, answer = server.add(f"full-{n}", padding)
            if status != 201:
                break
            known.append(answer["report"])
        assert status == 507, (status, answer)
        assert answer["status"] == 507 and "no space" in answer["detail"], answer
        assert server.ask("/api/v1/health")[0] == 200, "reading goes on"
        assert server.add("full-again", padding)[0] == 507, "and says so again"
        for report in known:
            assert server.ask(f"/api/v1/reports/{report}")[0] == 200, "what was acknowledged is there"
        filler.unlink()
        status, answer = server.add("room")
        assert status == 201, (status, answer)
        health = subprocess.run([binary, "doctor", "--record", str(server.record)], capture_output=True, text=True)
        assert health.returncode == 0, health.stdout + health.stderr
        server.stop()
        return len(known)
    finally:
        subprocess.run(["umount", str(small)], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rounds", type=int, default=4)
    asked = parser.parse_args()
    if os.geteuid() != 0:
        return subprocess.run(["unshare", "--map-root-user", "--mount", sys.executable, *sys.argv], check=False).returncode
    binary = str(pathlib.Path(asked.binary).resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for how in (signal.SIGTERM, signal.SIGKILL):
            kept = [stopped(binary, folder, how, n) for n in range(asked.rounds)]
            print(f"{how.name}: {asked.rounds} stops while writing, {sum(kept)} reports acknowledged, none lost")
        print(f"full disk: 507 after {full(binary, folder)} reports, reading went on, and writing when there was room")
    return 0


if __name__ == "__main__":
    sys.exit(main())
