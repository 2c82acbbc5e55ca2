"""Every page at three widths, light and dark: a browser and a served record in, what is wrong out.

Asked of each: it answers, nothing scrolls sideways, axe finds nothing against WCAG 2.2 AA, the console stays empty, no request leaves the
origin, no element or attribute that the policy forbids; with less motion wanted nothing moves; in dark the paper is dark.
"""
from pathlib import Path

from canary import Canary
from site_map import DRAFT, ROUTES, SCHEMES, STATES, WIDTHS, crawl, sign_in

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = """async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}, preload: false, resultTypes: ['violations']}))
  .violations.map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(' | ')}`)"""
WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return null;
  const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > room + 1);
  const last = out[out.length - 1];
  return `${document.documentElement.scrollWidth} px in ${room}: ` + (last ? last.outerHTML.slice(0, 120) : 'unknown');
}"""
PAPER = "() => { const c = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number); return c[0] + c[1] + c[2]; }"
MOVES = """() => [...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
  return [...s.animationDuration.split(','), ...s.transitionDuration.split(',')].some(d => parseFloat(d) > 0.01); })
  .slice(0, 3).map(e => e.outerHTML.slice(0, 100))"""


def views(browser, served, token):
    """Every page to be looked at, {name: address}, with what failed on the way to them."""
    context = browser.new_context()
    watch = Canary(context, served.origin)
    page = watch.open()
    failures = sign_in(page, watch, token)
    found, broken = crawl(page, watch)
    failures += [f"links: {what}" for what in broken]
    failures += [f"links: no link leads to the page {name!r} (looked for {ROUTES[name]})" for name in ROUTES if name not in found]
    watch.seen.clear()
    context.close()
    return {name: addresses[0] for name, addresses in found.items()} | STATES, failures


def check_draft(page, watch):
    """Fills in the form of the check page; what it leads to is a page as well."""
    watch.goto(page, "/check")
    draft = page.locator("main form textarea").first
    if draft.count() == 0:
        return False
    draft.fill(DRAFT)
    watch.asked = None
    with page.expect_navigation():
        page.locator("main form button").first.click()
    watch.asked = page.url
    return True


def look(page, watch, name, width, scheme, axe, shots):
    at = f"{name} at {width} px, {scheme}"
    failures = []
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate(WIDE)
    if wide:
        failures.append(f"{at}: scrolls sideways, {wide}")
    failures += [f"{at}: {kind}: {what}" for kind, what in watch.look(page) if not expected(name, what)]
    if axe:
        page.evaluate(axe)
        failures += [f"{at}: axe: {violation}" for violation in page.evaluate(AXE, TAGS)]
        watch.seen.clear()
    if shots:
        page.screenshot(path=str(Path(shots) / f"{name}-{width}-{scheme}.png"), full_page=True, caret="initial")
    return failures


def expected(name, what):
    """That a page which is missing answers 404 the browser says by itself."""
    return name in ("missing", "missing-report", "search-refused", "nobody", "checked") and "Failed to load resource" in what and "status of 4" in what


def run(browser, served, empty, token, axe, shots=None):
    """Every view; gives failures and one line of what was looked at."""
    every, failures = views(browser, served, token)
    looked, papers = 0, {}
    for scheme in SCHEMES:
        for place, names in ((served, every), (empty, {"home-empty": "/", "example-empty": "/example"})):
            context = browser.new_context(color_scheme=scheme, reduced_motion="reduce", viewport={"width": WIDTHS[0], "height": 900})
            watch = Canary(context, place.origin)
            page = watch.open()
            if place is served:
                failures += sign_in(page, watch, token)
                watch.seen.clear()
            for name, address in list(names.items()) + ([("checked", None)] if place is served else []):
                if address is None:
                    if not check_draft(page, watch):
                        failures.append(f"{name}: the check page has no form with a field for a draft")
                        continue
                else:
                    response = watch.goto(page, address)
                    wrong = response is None or response.status >= 500 or (response.status >= 400 and name not in
                                                                           ("missing", "missing-report", "search-refused", "nobody"))
                    if wrong:
                        failures.append(f"{name}: {address} answers {response and response.status}")
                        watch.seen.clear()
                        continue
                for width in WIDTHS:
                    failures += look(page, watch, name, width, scheme, axe, shots)
                    looked += 1
                failures += [f"{name}: moves although less motion is wanted: {what}" for what in page.evaluate(MOVES)]
                papers[name, scheme] = page.evaluate(PAPER)
            # Signed out, the pages that write say where to sign in.
            context.clear_cookies()
            for name in ("add", "review", "quotation") if place is served else ():
                watch.goto(page, names.get(name, f"/{name}"))
                failures += look(page, watch, f"{name}-signed-out", WIDTHS[0], scheme, axe, shots)
                looked += 1
                if not page.locator('main a[href^="/session"]').count():
                    failures.append(f"{name} signed out: no link to where one signs in")
            context.close()
    for (name, scheme), light in papers.items():
        if (light > 382) == (scheme == "dark"):
            failures.append(f"{name}: the paper is not {scheme} where {scheme} is wanted")
    return failures, f"{looked} views of {len(every) + 3} pages"
