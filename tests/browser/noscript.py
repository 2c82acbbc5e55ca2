"""The record without script: everything can be read and every form works; a browser that runs no script in, what is missing out.

Searching, reading a report and each of its quotations, a person, exchanges, signing in, checking a draft, adding a text, reviewing, signing out.
"""
from canary import Canary
from site_map import DRAFT, sign_in

TEXT = ("NORVIK - The lighthouse of Skerry Point will be lit again in May. “Nobody rows home in the dark any more,” said Ines Okafor, "
        "keeper of the light. The town paid for the lamp.")


class Reader:
    """A person without script: follows links, fills in forms, notes what is missing."""

    def __init__(self, context, origin):
        self.watch = Canary(context, origin)
        self.page, self.failures, self.steps = self.watch.open(), [], 0

    def go(self, address):
        self.watch.goto(self.page, address)
        self.steps += 1

    def want(self, holds, what):
        if not holds:
            self.failures.append(f"without script: {what} (at {self.page.url[len(self.watch.origin):][:80]})")
        return bool(holds)

    def has(self, selector, what):
        return self.want(self.page.locator(selector).count(), what)

    def leave(self, act):
        """Does what leads to another page."""
        self.watch.asked = None
        with self.page.expect_navigation():
            act()
        self.watch.asked = self.page.url
        self.steps += 1

    def says(self, words, what):
        return self.want(words in self.page.locator("main").inner_text(), f"{what}: “{words}” is not there")


def read(reader, served):
    """Home, search, a report, its quotations, a person, exchanges."""
    page = reader.page
    reader.go("/")
    if reader.has('header form[action="/search"] input', "no search box in the header"):
        page.locator('header form[action="/search"] input').first.fill("survey")
        reader.leave(lambda: page.locator('header form[action="/search"] button').click())
        reader.has("main blockquote", "a search shows no quotations")
        reader.has('main a[href^="/report/"]', "a quotation found leads to no report")
    if page.locator('main aside a[href^="/search?"]').count():
        before = page.locator("main h2").first.inner_text()
        reader.leave(lambda: page.locator('main aside a[href^="/search?"]').first.click())
        reader.want(page.locator("main blockquote").count(), f"a facet leads to nothing from {before!r}")
    else:
        reader.want(False, "a search has no facets to follow")
    reader.go(served.report())
    told = served.api(f"/api/v1/reports/{served.report().split('/')[-1]}")
    notes = page.locator('main [id^="n"] blockquote, main [id^="q-"] blockquote')
    wanted = next((r["quotations"] for r in served.api("/api/v1/reports")["reports"] if r["report"] in served.report()), 0)
    reader.want(notes.count() >= wanted > 0, f"a report lists {notes.count()} of its {wanted} quotations with speaker and words")
    hidden = sum(not notes.nth(n).is_visible() for n in range(notes.count()))
    reader.want(hidden == 0, f"{hidden} quotations are hidden")
    reader.want(told.get("title") is None or told["title"] in page.locator("main").inner_text(), "a report does not show its title")
    marks = page.locator("main mark")
    reader.want(marks.count() > 0 and page.locator('main a[href^="#n"]').count() > 0, "the words in the text do not lead to their notes")
    if reader.has('main a[href^="/person"]', "a speaker leads to no page of theirs"):
        reader.leave(lambda: page.locator('main a[href^="/person"]').first.click())
        reader.has("main blockquote", "a person's page shows nothing that they said")
    reader.go("/exchanges")
    reader.has('main form select[name="medium"]', "exchanges cannot be narrowed to a medium")
    reader.has("main blockquote, main li", "no exchange is shown")
    page.locator('main form select[name="medium"]').first.select_option("letter")
    reader.leave(lambda: page.locator("main form button").first.click())
    reader.want("medium=letter" in page.url, "the medium chosen is not in the address, which cannot be shared")


def write(reader, token):
    """Check, sign in, add, review, sign out."""
    page = reader.page
    reader.go("/check")
    if reader.has("main form textarea", "no field for a draft"):
        page.locator("main form textarea").first.fill(DRAFT)
        reader.leave(lambda: page.locator("main form button").first.click())
        verdicts = page.locator('main li[id^="c"]')
        reader.want(verdicts.count() >= 3, f"{verdicts.count()} verdicts on a draft of three quotations")
        reader.has("main del, main ins", "what differs from the record is not marked")
        reader.has('main button[name="export"]', "a checked draft cannot be saved")
    reader.go("/add")
    reader.has('main a[href^="/session"]', "who is not signed in is not told where to sign in")
    reader.failures += [f"without script: {what}" for what in sign_in(page, reader.watch, token)]
    reader.go("/add")
    if reader.has('main form[action="/add"] textarea[name="text"]', "no field for a text to be added"):
        page.locator('main textarea[name="text"]').fill(TEXT)
        reader.leave(lambda: page.locator('main form[action="/add"] button').first.click())
        if "/report/" not in page.url and reader.has('main a[href^="/report/"]', "what was added has no link to its report"):
            reader.leave(lambda: page.locator('main a[href^="/report/"]').first.click())
        if "/report/" in page.url:
            reader.says("Nobody rows home in the dark any more", "the report that was added")
    review(reader)
    reader.go("/")
    if reader.has('form[action="/session/end"] button', "who is signed in cannot sign out"):
        reader.leave(lambda: page.locator('form[action="/session/end"] button').first.click())
        reader.want(not page.locator('form[action="/session/end"]').count(), "signing out did not sign out")


def review(reader):
    """Says of the least certain quotation that it is right; the next one comes, and the first tells who said so."""
    page = reader.page
    reader.go("/review")
    if not reader.has('main form[action="/correct"] button[value="confirm"]', "the review page has no form that confirms"):
        return
    shown = 'main form[action="/correct"]:has(button[value="confirm"]) input[name="key"]'
    first = page.locator(shown).first.get_attribute("value")
    reader.leave(lambda: page.locator('main button[value="confirm"]').first.click())
    second = page.locator(shown)
    reader.want(second.count() and second.first.get_attribute("value") != first, "after a quotation was confirmed it comes again")
    reader.go(f"/quotation/{first}")
    reader.says("desk", "who confirmed it")


def run(browser, served, token):
    """All of it, at phone width."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    reader = Reader(context, served.origin)
    read(reader, served)
    write(reader, token)
    for kind, what in reader.watch.seen:
        reader.failures.append(f"without script: {kind}: {what}")
    context.close()
    return reader.failures, f"{reader.steps} steps without script"
