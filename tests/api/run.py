#!/usr/bin/env python3
"""The REST API against its own OpenAPI document: schemathesis asks every operation, valid and invalid, over loopback.

    python3 tests/api/run.py --binary target/release/onrecord [--examples 20]

It needs schemathesis (`pip install -r tests/api/requirements.txt`). A record is made of the examples and of our annotated reports; the server
runs in a folder of its own. Exit status 0: no answer of the 5xx kind, none that its schema does not allow, all operations asked.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "corpora"))
import markup  # noqa: E402


def reports(folder, most):
    """Texts of our own, one file each."""
    paths = sorted((ROOT / "corpora" / "records").glob("r2*.md"))[:most]
    for path in paths:
        for case in markup.cases(str(path)):
            (folder / f"{path.stem}.txt").write_text(case.text, encoding="utf-8")
    for path in (ROOT / "examples").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True, help="the program")
    parser.add_argument("--examples", type=int, default=20, help="examples of each operation")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    binary = str(pathlib.Path(asked.binary).resolve())
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        (place / "reports").mkdir()
        reports(place / "reports", 6)
        record = ["--record", str(place / "record.db")]
        subprocess.run([binary, "add", str(place / "reports"), *record], check=True, stdout=subprocess.DEVNULL)
        made = subprocess.run([binary, "token", "create", "tests", *record], check=True, capture_output=True, text=True)
        server = subprocess.Popen([binary, "serve", *record, "--bind", "127.0.0.1:0", "--log", "error"], stderr=subprocess.PIPE, text=True)
        try:
            at = re.search(r"http://[0-9.:]+", server.stderr.readline()).group()
            command = [
                "schemathesis", f"--config-file={HERE / 'schemathesis.toml'}", "run", f"{at}/api/v1/openapi.json",
                "--header", f"Authorization: Bearer {made.stdout.strip()}", "--max-examples", str(asked.examples),
                "--seed", str(asked.seed), "--workers", "1", "--request-timeout", "30", "--continue-on-failure", "--no-color",
            ]
            done = subprocess.run(command, cwd=place, env=environment())
            alive = server.poll() is None
            if not alive:
                print("the server ended", file=sys.stderr)
            return done.returncode if alive else 1
        finally:
            server.terminate()
            server.wait(30)


def environment():
    """Schemathesis finds our serializer by its module's name, and itself beside the Python that runs this."""
    import os

    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", "")])
    python = os.pathsep.join(p for p in [str(HERE), os.environ.get("PYTHONPATH", "")] if p)
    return {**os.environ, "PATH": path, "PYTHONPATH": python, "SCHEMATHESIS_HOOKS": "lines"}


if __name__ == "__main__":
    sys.exit(main())
