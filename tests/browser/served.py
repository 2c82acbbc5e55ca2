"""A record of our own reports, served: a binary in, the address of a running server out.

    with Served(binary, folder, ours(folder)) as served:
        served.origin    ->  "http://127.0.0.1:40213"

Reports are the texts of `corpora/records` and the pages of `examples`; nothing is fetched.
"""
import html
import json
import re
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "corpora"))
import markup  # noqa: E402

ADDRESS = re.compile(r"serving at (http://\S+)")


def ours(folder, most=14):
    """Our reports as one JSONL file that `onrecord add` takes; titles, days and addresses as a news page would have them."""
    lines = []
    for path in sorted((ROOT / "corpora" / "records").glob("r2*.md"))[:most]:
        for case in markup.cases(str(path)):
            name = case.id.split(":")[0].removesuffix(".md")
            paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in case.text.split("\n\n"))
            outlet = f"The {case.fields.get('region', 'World')} {case.fields.get('desk', 'news').capitalize()} Report"
            lines.append({
                "html": f'<!doctype html><html lang="en"><head><title>{html.escape(case.title)}</title>'
                        f'<meta property="og:site_name" content="{html.escape(outlet)}"></head>'
                        f"<body><article><h1>{html.escape(case.title)}</h1>{paragraphs}</article></body></html>",
                "published": case.fields.get("published"), "url": f"https://{name}.example/{case.fields.get('desk', 'news')}"})
    out = Path(folder) / "ours.jsonl"
    out.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return [f"jsonl:{out}", str(ROOT / "examples")]


class Served:
    """`onrecord add` of these sources, then `onrecord serve`, until the block ends."""

    def __init__(self, binary, folder, sources=(), options=()):
        self.binary, self.record = str(Path(binary).resolve()), Path(folder) / "record.db"
        self.options, self.said, self.origin = list(options), [], None
        Path(folder).mkdir(parents=True, exist_ok=True)
        if sources:
            added = self.run("add", *sources, "--format", "jsonl", check=False)
            self.added = [json.loads(line) for line in added.stdout.splitlines() if line.startswith("{")]
            if added.returncode:
                raise SystemExit(f"onrecord add failed on our reports ({added.returncode}): {added.stderr[-2000:]}")

    def run(self, command, *arguments, check=True):
        return subprocess.run([self.binary, command, *arguments, "--record", str(self.record)], check=check,
                              capture_output=True, text=True, errors="replace")

    def api(self, path):
        """What the API says."""
        with urllib.request.urlopen(self.origin + path, timeout=30) as answer:
            return json.load(answer)

    def report(self):
        """The address of a report's page."""
        return f"/report/{self.api('/api/v1/reports')['reports'][0]['report']}"

    def quotation(self):
        """The address of a quotation's page."""
        return f"/quotation/{self.api('/api/v1/search?words=the')['quotations'][0]['key']}"

    def token(self, name="desk"):
        """A token that may write."""
        return subprocess.run([self.binary, "token", "--record", str(self.record), "create", name], check=True,
                              capture_output=True, text=True).stdout.strip()

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.binary, "serve", "--record", str(self.record), "--bind", "127.0.0.1:0", *self.options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        ready = threading.Event()

        def listen():
            for line in self.process.stdout:
                self.said.append(line)
                found = ADDRESS.search(line)
                if found and not self.origin:
                    self.origin = found[1].rstrip("/")
                    ready.set()
            ready.set()
        threading.Thread(target=listen, daemon=True).start()
        if not ready.wait(60) or not self.origin:
            self.process.kill()
            raise SystemExit(f"onrecord serve told no address: {''.join(self.said)[-2000:]}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
