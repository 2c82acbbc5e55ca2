"""What every kind of answer says in its header, and how heavy the first page is: a served record in, what is wrong out.

    GET /no-such-page  ->  404 with the policy, nosniff and the rest
"""
import gzip
import http.client
import re
from urllib.parse import urlsplit

LIMIT = 120_000     # bytes of the first page, compressed, with style and script
FIELDS = {
    "x-content-type-options": r"nosniff",
    "referrer-policy": r"no-referrer|same-origin",
    "cross-origin-opener-policy": r"same-origin",
    "cross-origin-resource-policy": r"same-origin",
    "permissions-policy": r".*camera=\(\).*",
}
POLICY = {"default-src": {"'none'"}, "base-uri": {"'none'"}, "frame-ancestors": {"'none'"}, "form-action": {"'self'", "'none'"},
          "script-src": {"'self'", "'none'"}, "style-src": {"'self'", "'none'"}, "img-src": {"'self'", "'none'"},
          "connect-src": {"'self'", "'none'"}}


def ask(origin, path, method="GET", body=None, **fields):
    """(status, fields, body) of one request, over a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    fields = {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request(method, path, body=body, headers=fields)
    response = connection.getresponse()
    answer = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    connection.close()
    return answer


def kinds(origin, report, quotation):
    """Every kind of answer: {what: (wanted status, request)}."""
    page = {"Accept": "text/html"}
    tag = ask(origin, "/")[1].get("etag", '"none"')
    own = urlsplit(origin).netloc
    json = {"Content-Type": "application/json"}
    return {
        "a page": (200, ("/", "GET", None, page)),
        "a page that has not changed": (304, ("/", "GET", None, page | {"If-None-Match": tag})),
        "the head of a page": (200, ("/", "HEAD", None, page)),
        "a report": (200, (report, "GET", None, page)),
        "a quotation": (200, (quotation, "GET", None, page)),
        "a page that is missing": (404, ("/no-such-page", "GET", None, page)),
        "a report that is missing": (404, ("/report/0000", "GET", None, page)),
        "a method that is not taken": (405, ("/", "DELETE", None, page)),
        "a form of another site": (403, ("/add", "POST", "text=x", page | {"Origin": "https://elsewhere.example", "Content-Type": "application/x-www-form-urlencoded"})),
        "a form without a session": (401, ("/correct", "POST", "csrf=x&key=x&what=confirm&next=%2F", page | {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"})),
        "a wrong token": (401, ("/session", "POST", "token=onr_no_no", page | {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"})),
        "another name of the host": (421, ("/", "GET", None, page | {"Host": "elsewhere.example"})),
        "a style sheet": (200, ("/assets/style.css", "GET", None, {})),
        "an asset that is missing": (404, ("/assets/none.css", "GET", None, {})),
        "the API": (200, ("/api/v1/reports", "GET", None, {})),
        "the API's documentation": (200, ("/api/v1/docs", "GET", None, page)),
        "the API's description": (200, ("/api/v1/openapi.json", "GET", None, {})),
        "health": (200, ("/api/v1/health", "GET", None, {})),
        "metrics": (200, ("/api/v1/metrics", "GET", None, {})),
        "an operation that is missing": (404, ("/api/v1/nothing", "GET", None, {})),
        "a search that cannot be": (400, ("/api/v1/search?since=tomorrow", "GET", None, {})),
        "writing without a token": (401, ("/api/v1/reports", "POST", "{}", json | {"Host": own})),
        "a body that is no JSON": (400, ("/api/v1/check", "POST", "{", json)),
        "a body of another kind": (415, ("/api/v1/check", "POST", "x", {"Content-Type": "text/plain"})),
        "a body too long": (413, ("/api/v1/check", "POST", b"x" * (40 << 20), json)),
    }


def header(origin, report, quotation):
    """What is wrong with the header of any kind of answer."""
    failures = []
    every = kinds(origin, report, quotation)
    for what, (wanted, (path, method, body, fields)) in every.items():
        try:
            status, got, _ = ask(origin, path, method, body, **{k.replace("-", "_"): v for k, v in fields.items()})
        except (OSError, http.client.HTTPException) as error:
            if what == "a body too long":   # the server may close before all of it was sent
                continue
            failures.append(f"{what}: {method} {path}: no answer, {error}")
            continue
        near = {400: (400, 422), 401: (401, 403), 403: (401, 403)}.get(wanted, (wanted,))
        if status not in near:
            failures.append(f"{what}: {method} {path} answers {status}, expected {wanted}")
        for name, pattern in FIELDS.items():
            if not re.fullmatch(pattern, got.get(name, "")):
                failures.append(f"{what}: {method} {path} ({status}) has {name}: {got.get(name)}, expected {pattern}")
        failures += [f"{what}: {method} {path} ({status}): {wrong}" for wrong in policy(got.get("content-security-policy", ""))]
        if "server" in got:
            failures.append(f"{what}: names its software: {got['server']}")
        cookie = got.get("set-cookie", "")
        if cookie and not ("HttpOnly" in cookie and "SameSite=Strict" in cookie):
            failures.append(f"{what}: a cookie that scripts or other sites can use: {cookie.split('=')[0]}")
        if status != 304 and method != "HEAD" and (path.startswith("/api/") and "docs" not in path) and "html" in got.get("content-type", ""):
            failures.append(f"{what}: {path} of the API comes as HTML")
    return failures, f"{len(every)} kinds of answers"


def policy(text):
    """What a Content-Security-Policy leaves open."""
    given = {part.split()[0]: set(part.split()[1:]) for part in text.split(";") if part.strip()}
    wrong = [f"its policy lacks {name}" for name in ("default-src", "base-uri", "frame-ancestors", "form-action") if name not in given]
    wrong += [f"its policy allows {name} {' '.join(values - POLICY.get(name, {chr(39) + 'none' + chr(39), chr(39) + 'self' + chr(39)}))}"
              for name, values in given.items() if values - POLICY.get(name, {"'none'", "'self'"})]
    return wrong


def weight(origin, address="/"):
    """What the first page weighs with its style, script and icon, as a browser asks for them."""
    def size(path):
        status, got, body = ask(origin, path, Accept_Encoding="gzip, br")
        return status, len(body), gzip.decompress(body) if got.get("content-encoding") == "gzip" else body, got
    status, total, body, got = size(address)
    if got.get("content-encoding") not in (None, "gzip"):
        body = ask(origin, address)[2]
    parts = re.findall(r'(?:href|src)="(/assets/[^"]+)"', body.decode())
    failures = [] if status == 200 else [f"{address} answers {status}"]
    for part in dict.fromkeys(parts):
        status, bytes_, _, _ = size(part)
        total += bytes_
        failures += [] if status == 200 else [f"{part} answers {status}"]
    if total > LIMIT:
        failures.append(f"{address} with style and script: {total} bytes compressed, at most {LIMIT} wanted")
    return failures, f"{address}: {total} bytes in {len(set(parts)) + 1} answers"
