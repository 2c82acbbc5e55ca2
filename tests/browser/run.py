#!/usr/bin/env python3
"""Tests of `onrecord serve` in a real browser: a binary in, what fails out; exit status 1 if anything does.

    python3 tests/browser/run.py --binary target/release/onrecord
    python3 tests/browser/run.py --binary target/release/onrecord --only keys --only hostile --shots /tmp/shots

It makes a record of our own reports, serves it on a free port of loopback and runs:

- `headers`   what every kind of answer says in its header: policy, nosniff and the rest (`http_checks.py`)
- `weight`    the first page with style and script stays under 120 KB compressed (`http_checks.py`)
- `pages`     every page at 360, 800 and 1440 px, light and dark: axe (WCAG 2.2 AA), nothing sideways, an empty console (`pages.py`)
- `noscript`  all content and all forms without script (`noscript.py`)
- `keys`      skip link, search box, a quotation and its card, Escape, the review keys, a visible focus everywhere (`keys.py`)
- `selftest`  what watches for hostile pages notices each thing that it watches for (`canary.py`)
- `hostile`   pages that try to run something (`hostile.py`): wherever their text appears nothing does, and their words still stand there (`hostile_pages.py`)

Needs Debian's chromium (or --chromium PATH), `pip install -r tests/browser/requirements.txt` and `npm ci --prefix tests/browser`
(or --axe FILE). Nothing else is fetched, and no page reaches the network.
"""
import argparse
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

import canary
import hostile
import hostile_pages
import http_checks
import keys
import noscript
import pages
from served import Served, ours

HERE = Path(__file__).resolve().parent
NAMES = ("headers", "weight", "pages", "noscript", "keys", "selftest", "hostile")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--binary", required=True, help="the program onrecord")
    asked.add_argument("--only", action="append", choices=NAMES, help="only these; may be given again")
    asked.add_argument("--shots", help="folder that gets a picture of every page")
    asked.add_argument("--chromium", default="/usr/bin/chromium")
    asked.add_argument("--axe", default=str(HERE / "node_modules" / "axe-core" / "axe.min.js"))
    asked.add_argument("--most", type=int, default=60, help="so many failures of one test are printed")
    asked = asked.parse_args()
    wanted = asked.only or NAMES
    for path, what in ((asked.binary, "the program"), (asked.chromium, "the browser"), *([(asked.axe, "axe-core")] if "pages" in wanted else [])):
        if not Path(path).is_file():
            raise SystemExit(f"cannot test: {what} is not at {path}")
    if asked.shots:
        Path(asked.shots).mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        folder = Path(folder)
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=canary.OFFLINE)
        with Served(asked.binary, folder / "ours", ours(folder)) as served, Served(asked.binary, folder / "empty") as empty:
            token = served.token()
            tests = {
                "headers": lambda: http_checks.header(served.origin, served.report(), served.quotation()),
                "weight": lambda: http_checks.weight(served.origin),
                "pages": lambda: pages.run(browser, served, empty, token, Path(asked.axe).read_text(), asked.shots),
                "noscript": lambda: noscript.run(browser, served, token),
                "keys": lambda: keys.run(browser, served, token),
                "selftest": lambda: canary.self_test(browser, hostile.ALL),
                "hostile": lambda: hostile_pages.run(browser, asked.binary, folder / "hostile"),
            }
            for name in (name for name in NAMES if name in wanted):
                start = time.monotonic()
                failures, told = tests[name]()
                failures = list(dict.fromkeys(failures))
                print(f"{'ok' if not failures else 'FAILED'} {name}: {told} ({time.monotonic() - start:.0f} s)", flush=True)
                for failure in failures[:asked.most]:
                    print(f"  {failure}")
                if len(failures) > asked.most:
                    print(f"  and {len(failures) - asked.most} more")
                failed += len(failures)
        browser.close()
    print(f"{failed} failures" if failed else "all browser tests passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
