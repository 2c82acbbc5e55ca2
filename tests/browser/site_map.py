"""Which pages there are: a served record in, the addresses of every page out.

    found = crawl(page, watch)  ->  {"home": ["/"], "report": ["/report/5fa9…", …], …}

Pages are found by following links from the home page; a route of the table that no link leads to is a failure.
"""
import re

WIDTHS = (360, 800, 1440)
SCHEMES = ("light", "dark")

# Every page that the server has, and how its address begins. A page that is not there fails, it is never skipped.
ROUTES = {
    "home": r"/(\?.*)?$",
    "report": r"/report/[^/?#]+",
    "quotation": r"/quotation/[^/?#]+",
    "person": r"/person\?|/person/[^/?#]+",
    "search": r"/search",
    "exchanges": r"/exchanges",
    "check": r"/check",
    "review": r"/review",
    "add": r"/add",
    "session": r"/session$",
    "documentation": r"/api/v1/docs$",
}
# Pages that are told by other states than a link; {report} and the like are the first address found of that route.
STATES = {
    "found": "/search?words=the",
    "found-nothing": "/search?words=zzqqxx",
    "search-refused": "/search?since=tomorrow",
    "missing": "/no-such-page",
    "missing-report": "/report/0000",
    "nobody": "/person?name=Nobody%20At%20All",
    "example": "/example",
}
DRAFT = """The harbour master was plain: “We will not start until the survey is complete,” Ana Ruiz told the board.

“We will start when the survey is complete,” said Ana Ruiz. “The moon is made of dredged sand,” said Ana Ruiz.
"""


def route(address):
    """The route that an address belongs to, or None."""
    return next((name for name, start in ROUTES.items() if re.match(start, address)), None)


def crawl(page, watch, most=4, pages=80):
    """Follows links from the home page, a few of every route; also what failed on the way."""
    found, broken, seen, ahead = {}, [], set(), [("/", "the start")]
    while ahead and len(seen) < pages:
        address, by = ahead.pop(0)
        name = route(address)
        key = address.split("#")[0]
        if key in seen or (name and len(found.get(name, [])) >= most):
            continue
        seen.add(key)
        response = watch.goto(page, key)
        if response is None or response.status >= 400:
            broken.append(f"{key}: answers {response and response.status}, linked by {by}")
            continue
        if name:
            found.setdefault(name, []).append(key)
        if "html" not in response.headers.get("content-type", ""):
            continue
        for link in page.eval_on_selector_all("a[href]", "all => all.map(a => new URL(a.getAttribute('href'), location.href).href)"):
            if watch.ours(link):
                ahead.append((link[len(watch.origin):] or "/", key))
    return found, broken


def sign_in(page, watch, token):
    """Signs in with a token, as a person would."""
    watch.goto(page, "/session")
    field = page.locator('form[action="/session"] input[name="token"]')
    if field.count() != 1:
        return ["/session: no form with a field for the token"]
    field.fill(token)
    watch.asked = None
    with page.expect_navigation():
        field.press("Enter")
    watch.goto(page, "/session")
    return [] if page.locator('form[action="/session/end"]').count() else ["/session: the token did not sign in"]
