"""The record by keyboard alone: a browser and a served record in, what cannot be done or seen out.

Skip link, search box, a quotation and its card, Escape, the review keys; every stop of the Tab key can be seen and is marked, none is a trap.
"""
from canary import Canary
from pages import views
from site_map import sign_in

# The browser scrolls to the focus with its next frame.
FOCUS = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done((() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e), b = e.getBoundingClientRect();
  // Within a field for a day the browser itself marks the part that has the focus.
  const marked = e.type === 'date' || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== 'none';
  const seen = b.width > 0 && b.height > 0 && b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth;
  return {what: e.outerHTML.slice(0, 100), marked, seen, main: !!e.closest('main'), id: e.id, name: e.getAttribute('name'),
          href: e.getAttribute('href'), tag: e.localName};
})()))))"""
CARD = '[role="tooltip"]:visible, [role="note"]:visible, .tip:visible, [popover]:visible'
STOPS = 40


def stops(page, most=STOPS):
    """Where the Tab key leads from the top of the page."""
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        for _ in range(10):
            if at is None or at["seen"]:
                break
            page.wait_for_timeout(100)
            at = page.evaluate(FOCUS)
        if at is None:
            return
        yield at


def skip_and_search(page, watch, failures):
    watch.goto(page, "/")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    if not first or not (first["href"] or "").startswith("#"):
        failures.append(f"keys: the first stop is no skip link: {first and first['what']}")
    else:
        if not first["seen"]:
            failures.append("keys: the skip link cannot be seen when it has the focus")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        after = page.evaluate(FOCUS)
        if not after or not after["main"]:
            failures.append(f"keys: after the skip link comes {after and after['what']}, not the content")
    watch.goto(page, "/")
    if not any(at["tag"] == "input" and at["name"] == "words" for at in stops(page, 20)):
        failures.append("keys: the search box is not reached with Tab")
    watch.goto(page, "/")
    page.keyboard.press("/")
    at = page.evaluate(FOCUS)
    if not at or at["name"] != "words":
        failures.append("keys: / does not lead to the search box")
        return
    page.keyboard.type("survey/")
    if page.evaluate("() => document.activeElement.value") != "survey/":
        failures.append("keys: / cannot be typed into the search box")
    page.keyboard.press("Backspace")
    watch.asked = None
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if "words=survey" not in page.url:
        failures.append(f"keys: Enter in the search box leads to {page.url}")


def card(page, watch, served, failures):
    """Tab to a quotation in the text: its card opens, with the speaker; Escape closes it and the focus stays."""
    watch.goto(page, served.report())
    where = next((at for at in stops(page, 80) if at["main"] and (at["href"] or "").startswith("#n")), None)
    if where is None:
        failures.append("keys: no quotation in the text is reached with Tab")
        return
    page.wait_for_timeout(250)
    shown = page.locator(CARD)
    if not shown.count():
        failures.append(f"keys: no card opens at {where['what']}")
    else:
        note = page.locator(where["href"] + " .speaker")
        if note.count() and note.first.inner_text() not in shown.first.inner_text():
            failures.append(f"keys: the card does not name the speaker {note.first.inner_text()!r}")
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    if page.locator(CARD).count():
        failures.append("keys: Escape does not close the card")
    at = page.evaluate(FOCUS)
    if not at or at["href"] != where["href"]:
        failures.append("keys: after Escape the focus is lost")
    page.keyboard.press("Enter")
    if page.evaluate("() => location.hash") != where["href"]:
        failures.append("keys: Enter on a quotation does not lead to its note")


def pointing(page, watch, served, failures):
    """Hovering opens a card that stays while the pointer is on it (WCAG 1.4.13)."""
    watch.goto(page, served.report())
    mark = page.locator("main mark[data-notes], main [aria-describedby]").first
    if not mark.count():
        failures.append("hover: no quotation is marked in the text")
        return
    mark.hover()
    page.wait_for_timeout(500)
    shown = page.locator(CARD)
    if not shown.count():
        failures.append("hover: no card opens over a quotation")
        return
    box = shown.first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=6)
    page.wait_for_timeout(600)
    if not shown.count():
        failures.append("hover: the card goes away when the pointer moves onto it")
    page.mouse.move(2, 2)
    page.wait_for_timeout(700)
    if shown.count():
        failures.append("hover: the card stays when the pointer has gone")


def touching(browser, served, failures):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 800})
    watch = Canary(context, served.origin)
    page = watch.open()
    watch.goto(page, served.report())
    mark = page.locator("main mark[data-notes], main [aria-describedby]").first
    if mark.count():
        mark.tap()
        page.wait_for_timeout(300)
        shown = page.locator(CARD)
        if not shown.count():
            failures.append("touch: no card opens where a quotation is tapped")
        else:
            box = shown.first.bounding_box()
            if box["x"] < 0 or box["x"] + box["width"] > 361:
                failures.append(f"touch: the card does not fit the phone: {box}")
    context.close()


def review(page, watch, failures):
    """y says that it is right, space goes on, s leads to the speaker; letters typed there are letters."""
    def key():
        field = page.locator('main form:has(button[value="confirm"]) input[name="key"]')
        return field.first.get_attribute("value") if field.count() else None
    watch.goto(page, "/review")
    first = key()
    if first is None:
        failures.append("review keys: no quotation to review")
        return
    watch.asked = None
    for press, what in (("y", "y does not confirm and go on"), (" ", "space does not go on")):
        before = key()
        try:
            with page.expect_navigation(timeout=5000):
                page.keyboard.press(press)
        except Exception:
            failures.append(f"review keys: {what}")
            continue
        if key() == before:
            failures.append(f"review keys: {what}: the same quotation again")
    page.keyboard.press("s")
    at = page.evaluate(FOCUS)
    if not at or at["name"] != "speaker":
        failures.append(f"review keys: s does not lead to the speaker but to {at and at['what']}")
    else:
        before = page.url
        page.keyboard.type("yns")
        if page.evaluate("() => document.activeElement.value") != "yns" or page.url != before:
            failures.append("review keys: letters typed as a name are taken as keys")
    watch.goto(page, f"/quotation/{first}")
    if "desk" not in page.locator("main").inner_text():
        failures.append("review keys: y left no trace at the quotation")


def every_stop(page, watch, addresses, failures):
    """Each stop is seen and marked; the Tab key comes out at the end."""
    visited = 0
    for name, address in addresses.items():
        watch.goto(page, address)
        last, same = None, 0
        for at in stops(page):
            visited += 1
            if not at["seen"]:
                failures.append(f"focus: {name}: cannot be seen: {at['what']}")
            if not at["marked"]:
                failures.append(f"focus: {name}: is not marked: {at['what']}")
            same = same + 1 if at["what"] == last else 0
            last = at["what"]
            # A field for a day has stops of its own.
            if same > 4:
                failures.append(f"focus: {name}: Tab does not leave {at['what']}")
                break
    return visited


def run(browser, served, token):
    """All of it; failures and a line of what was done."""
    addresses, failures = views(browser, served, token)
    failures = [what for what in failures if not what.startswith("links:")]    # told by `pages`
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watch = Canary(context, served.origin)
    page = watch.open()
    failures += sign_in(page, watch, token)
    skip_and_search(page, watch, failures)
    card(page, watch, served, failures)
    pointing(page, watch, served, failures)
    review(page, watch, failures)
    visited = every_stop(page, watch, addresses, failures)
    failures += [f"keys: {kind}: {what}" for kind, what in watch.seen if kind not in ("navigation",) and "status of 4" not in what]
    context.close()
    touching(browser, served, failures)
    return failures, f"{visited} stops of the Tab key on {len(addresses)} pages"
