"""The hostile pages, added to a record and opened wherever their text appears: a browser and a binary in, what acted out.

Of every page: its report, its quotations, who speaks there, a search that finds it; of all: home, review, exchanges, a checked draft and its
export, the documentation, the API's answers opened as documents. The browser is told to ignore the policy of the answers: what is
not escaped would run, and is not saved by the policy. Then reports and quotations once more with the policy, which must have nothing to stop.
"""
import json
import re
from urllib.parse import quote

import hostile
from canary import Canary
from served import Served
from site_map import sign_in

# What stands on a page; text that turns the order of text around and is not set apart; how far it is too wide.
SHOWN = """() => {
  const turned = /[\\u202a-\\u202e\\u2066-\\u2069]/, bare = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (turned.test(walk.currentNode.data) && !e.closest('bdi, [dir], textarea')) bare.push(e.outerHTML.slice(0, 120));
  }
  const all = document.documentElement;
  return {text: document.body.textContent, bare, wide: all.scrollWidth - all.clientWidth};
}"""
REVIEWED = 40   # so many of the least certain are opened on the review page
CARDS = """() => { const all = [...document.querySelectorAll('[data-notes], .ref a')].slice(0, 12);
  for (const e of all) { e.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})); if (e.focus) e.focus(); } return all.length; }"""


def add(binary, folder):
    """The hostile pages in a record: the served record, {name: report}, and what failed."""
    folder.mkdir(parents=True)
    (folder / "hostile.warc").write_bytes(hostile.archive())
    served = Served(binary, folder)
    done = served.run("add", f"warc:{folder / 'hostile.warc'}", "--format", "jsonl", check=False)
    reports = {}
    for line in done.stdout.splitlines():
        event = json.loads(line)
        found = re.search(r"https://([a-z0-9-]+)\.example/", event["name"])
        reports[found[1]] = event["report"]
    failures = [f"{page.name}: was not added: {done.stderr[-300:]}" for page in hostile.ALL if page.name not in reports and not page.refused]
    failures += [f"{page.name}: was added, although it is no text" for page in hostile.ALL if page.name in reports and page.refused]
    return served, reports, failures


class Visit:
    """Opens pages and keeps what acted."""

    def __init__(self, context, served):
        self.watch = Canary(context, served.origin)
        self.page, self.failures, self.opened = self.watch.open(), [], 0

    def open(self, where, address, says=(), text=False, cards=False, statuses=(200,)):
        """One page: nothing of it acts, and these words stand there."""
        try:
            response = self.watch.goto(self.page, address)
        except Exception as error:
            self.failures.append(f"{where}: {address[:100]} cannot be opened: {str(error)[:200]}")
            return
        self.opened += 1
        if response.status not in statuses:
            self.failures.append(f"{where}: {address[:100]} answers {response.status}")
        self.settle(where, says, text, cards)

    def settle(self, where, says=(), text=False, cards=False):
        seen = self.watch.look(self.page)
        if cards:
            self.page.evaluate(CARDS)
            # Our script sets the place of the card that it opens.
            seen += [found for found in self.watch.look(self.page) if found != ("markup", "<div> has style")]
        for kind, what in seen:
            if not (kind == "console" and "status of 4" in what):
                self.failures.append(f"{where}: {kind}: {what}")
        shown = self.page.evaluate(SHOWN)
        for words in says:
            if words not in shown["text"]:
                self.failures.append(f"{where}: does not show “{words}”")
        if not text:
            self.failures += [f"{where}: text that turns the order around is not set apart: {what}" for what in shown["bare"]]
            if shown["wide"] > 0:
                self.failures.append(f"{where}: {shown['wide']} px too wide for a phone")


def everywhere(visit, served, reports, token, brief=False):
    """Opens every page on which the text of a hostile page can appear."""
    added = [page for page in hostile.ALL if page.name in reports]
    visit.failures += sign_in(visit.page, visit.watch, token)
    visit.watch.seen.clear()
    people = set()
    for page in added:
        report = reports[page.name]
        visit.open(f"{page.name}, report", f"/report/{report}", [page.says], cards=True)
        links = visit.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
        quotations = dict.fromkeys(link for link in links if link.startswith("/quotation/"))
        if not quotations:
            visit.failures.append(f"{page.name}, report: no link to a quotation's page")
        people |= {link for link in links if link.startswith("/person")}
        for link in list(quotations)[:1]:
            visit.open(f"{page.name}, quotation", link, [page.says])
        if brief:
            continue
        visit.open(f"{page.name}, search", "/search?words=" + quote(f"\"pier {page.number} stays\""), [page.says])
        visit.open(f"{page.name}, reading by the API", f"/api/v1/reports/{report}/reading", text=True)
    for link in sorted(people):
        visit.open(f"person {link[:60]}", link)
    if brief:
        return
    shared(visit, added)


def shared(visit, added):
    """Pages on which many of them appear, and what is sent back to who asked."""
    address, number = "/", 0
    while address and number < 20:
        visit.open("home", address)
        further = visit.page.locator('main a[rel="next"]')
        address, number = further.first.get_attribute("href") if further.count() else None, number + 1
    for number in range(REVIEWED):
        visit.open("review", f"/review?skip={number}")
        if not visit.page.locator("main blockquote").count():
            break
    for address in ("/exchanges", "/search?words=pier", "/api/v1/docs"):
        visit.open(address, address)
    for address in ("/api/v1/reports", "/api/v1/search?words=pier", "/api/v1/people?name=Ana", "/api/v1/people?name=Ana%20Ruiz", "/api/v1/exchanges?name=Ana", "/api/v1/review",
                    "/api/v1/corrections", "/api/v1/metrics", "/api/v1/openapi.json"):
        visit.open(address, address, text=True, statuses=(200, 404))
    tries = [hostile.TAG, hostile.IMG, "\"'><svg onload=" + hostile.RUN + ">", "javascript:" + hostile.RUN, "\u202e" + hostile.TAG]
    for text in tries:
        given = quote(text)
        for address in (f"/search?words={given}", f"/search?words=pier&speaker={given}&outlet={given}&to={given}", f"/search?since={given}",
                        f"/search?kind={given}&medium={given}", f"/exchanges?name={given}&since={given}", f"/person?name={given}", f"/report/{given}",
                        f"/quotation/{given}", f"/{given}", f"/review?skip={given}", f"/api/v1/search?since={given}", f"/api/v1/reports/{given}",
                        f"/?after={given}"):
            visit.open(f"sent back: {address[:60]}", address, statuses=(200, 400, 404, 422), text=address.startswith("/api"))
    draft(visit, added, tries)


def draft(visit, added, tries):
    """A draft that quotes every hostile page and brings markup of its own: on its page, and in the report that is saved."""
    text = "\n\n".join([f"“Our {page.says},” said {page.speaker if len(page.speaker) < 60 else 'Ana Ruiz'}." for page in added[:60]]
                       + [f"“The pier is {text} open again,” said Bo {text} Lind." for text in tries])
    visit.watch.goto(visit.page, "/check")
    field = visit.page.locator("main form textarea").first
    if not field.count():
        visit.failures.append("check: no form with a field for a draft")
        return
    field.fill(text)
    visit.watch.asked = None
    with visit.page.expect_navigation():
        visit.page.locator("main form button").first.click()
    visit.watch.asked = visit.page.url
    visit.settle("check", [page.says for page in added[:60]])
    visit.opened += 1
    for kind in ("html", "markdown"):
        button = visit.page.locator(f'button[name="export"][value="{kind}"]')
        if not button.count():
            visit.failures.append(f"check: no button that saves the report as {kind}")
            continue
        visit.watch.asked = None
        with visit.page.expect_download() as saved:
            button.click()
        content = open(saved.value.path(), encoding="utf-8").read()
        visit.watch.seen = [seen for seen in visit.watch.seen if seen[0] != "download"]
        visit.failures += [f"check, saved as {kind}: lacks “{page.says}”" for page in added[:3] if page.says not in content]
        saved_page(visit, kind, content)


def saved_page(visit, kind, content):
    """What was saved, opened: nothing in it acts. Markdown is text; as HTML, which readers of Markdown let through, it must be harmless too."""
    page = visit.watch.open()
    page.set_content(content)
    for what, found in visit.watch.look(page):
        # The saved page carries its own style and policy; nothing else.
        if not (what == "markup" and kind == "html" and re.match(r"<(style|meta)> is an element", found)):
            visit.failures.append(f"check, saved as {kind}: {what}: {found}")
    visit.opened += 1
    page.close()


def run(browser, binary, folder):
    """All of it; failures and a line of what was opened."""
    served, reports, failures = add(binary, folder)
    with served:
        token = served.token()
        opened = 0
        for bypass in (True, False):
            context = browser.new_context(bypass_csp=bypass, viewport={"width": 360, "height": 800}, accept_downloads=True)
            visit = Visit(context, served)
            everywhere(visit, served, reports, token, brief=not bypass)
            failures += visit.failures
            opened += visit.opened
            context.close()
    return failures, f"{len(hostile.ALL)} hostile pages, {len(reports)} in the record; {opened} pages opened, nothing may act"
