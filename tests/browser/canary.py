"""Watching a browser for anything that a page should not do: a context in, what happened out.

    watch = Canary(context, origin); page.goto(...); watch.look(page)  ->  {"canary": [...], "markup": [...]}

`KINDS` are what is watched. That each can happen is shown by `self_test`, on a page of this file and on the hostile pages as a careless server
would send them.
"""
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# Nothing leaves this machine, even when a page asks: no name is looked up, and only loopback has an address without a name.
OFFLINE = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

KINDS = {
    "canary": "a script of the page set window.__canary",
    "dialog": "alert, confirm or prompt",
    "console": "the page wrote to the console, or the browser complained there",
    "request": "a request to another origin",
    "navigation": "the page led elsewhere by itself",
    "popup": "a window was opened",
    "download": "a file was saved without being asked for",
    "frame": "a page within the page",
    "markup": "an element, attribute or address that no page of ours has",
}

# What no page of ours has. The markup is looked for as well as what it does: a policy may have stopped it this time.
LOOK = r"""() => {
  const found = [];
  if (typeof window.__canary !== 'undefined') found.push(['canary', String(window.__canary)]);
  const own = (address) => {
    try { const to = new URL(address, location.href); return to.origin === location.origin; } catch { return false; }
  };
  const never = 'iframe,frame,frameset,object,embed,applet,base,portal,template,noscript,math,marquee,video,audio,source,img,picture,' +
    'foreignObject,animate,set,animateTransform,animateMotion,style,meta[http-equiv],dialog[open]';
  const walk = (root) => {
    for (const e of root.querySelectorAll('*')) {
      const name = e.localName;
      const say = (what) => found.push(['markup', `<${name}> ${what}`.slice(0, 200)]);
      if (e.matches(never)) say('is an element that no page of ours has');
      if (name === 'script' && (!e.src || !own(e.src) || !new URL(e.src).pathname.startsWith('/assets/'))) say('is not our script');
      if (name === 'link' && !own(e.href)) say('links to ' + e.href);
      if (name === 'use' && !(e.getAttribute('href') || '').startsWith('#')) say('uses ' + e.getAttribute('href'));
      if (name === 'form' && !own(e.action instanceof Node ? e.getAttribute('action') : e.action)) say('posts to ' + e.getAttribute('action'));
      for (const a of e.attributes) {
        if (/^on/i.test(a.name)) say(`has ${a.name}`);
        if (a.name === 'style' || a.name === 'srcdoc' || a.name === 'autofocus') say(`has ${a.name}`);
        // As the browser reads an address: tabs and line ends within it do not count.
        if (/^(href|src|action|formaction|xlink:href|data|ping|poster|to|values|from)$/i.test(a.name)
            && /^[\x00-\x20]*(javascript|data|vbscript|blob|file):/i.test(a.value.replace(/[\t\r\n]/g, ''))) say(`${a.name}=${a.value}`);
      }
      if (e.shadowRoot) walk(e.shadowRoot);
    }
  };
  walk(document);
  return found;
}"""


class Canary:
    """Notes what the pages of a context do; `look` gives and forgets it."""

    def __init__(self, context, origin, complaints=True):
        self.context, self.origin, self.complaints = context, origin, complaints
        self.seen, self.asked, self.opening = [], None, False
        context.on("request", self.request)
        context.on("page", self.page)

    def ours(self, address):
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}" == self.origin or address in ("about:blank", "about:srcdoc")

    def note(self, kind, what):
        self.seen.append((kind, str(what)[:200]))

    def request(self, request):
        if not self.ours(request.url):
            self.note("request", request.url)

    def open(self):
        """A page; what pages open by themselves counts."""
        self.opening, self.asked = True, None
        page = self.context.new_page()
        self.opening = False
        return page

    def page(self, page):
        if not self.opening:
            self.note("popup", page.url)
        page.on("dialog", self.dialog)
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.note("console", error))
        page.on("download", lambda download: self.note("download", download.suggested_filename))
        page.on("framenavigated", self.moved)
        page.on("frameattached", lambda frame: self.note("frame", frame.url))

    def dialog(self, dialog):
        self.note("dialog", dialog.message)
        dialog.dismiss()

    def console(self, message):
        if (self.complaints and message.type in ("error", "warning")) or "canary" in message.text:
            self.note("console", f"{message.type}: {message.text}")

    def moved(self, frame):
        if frame.parent_frame is None and self.asked is not None and frame.url.split("#")[0] != self.asked.split("#")[0]:
            self.note("navigation", f"{self.asked} led to {frame.url}")

    def goto(self, page, address, wait=0):
        """Opens an address of the origin; what it leads to by itself after that counts."""
        self.asked = None
        response = page.goto(self.origin + address if address.startswith("/") else address, wait_until="load")
        self.asked = page.url
        if wait:
            page.wait_for_timeout(wait)
        return response

    def look(self, page):
        """What happened since the last look: [(kind, what), ...]."""
        try:
            self.seen += [tuple(found) for found in page.evaluate(LOOK)]
        except Exception as error:  # the page went away under us
            self.note("navigation", error)
        seen, self.seen = self.seen, []
        return seen


# Everything at once, and the navigation last.
EVERYTHING = b"""<!doctype html><title>Self-test</title><p onclick="1">Everything that is watched for.</p>
<iframe srcdoc="x"></iframe><a id=d download=x.html href="data:text/html,x">x</a>
<script>window.__canary = 1; console.log('canary'); new Image().src = 'https://elsewhere.example/'; window.open('about:blank');
setTimeout(() => { alert('canary'); d.click(); setTimeout(() => { location = '/elsewhere' }, 150) }, 50)</script>"""


class Careless(ThreadingHTTPServer):
    """Serves pages as they are, without escaping anything: {path: (Content-Type, bytes)}."""

    def __init__(self, pages):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                kind, body = pages.get(self.path, ("text/html", b"<!doctype html><title>elsewhere</title>"))
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        super().__init__(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


def self_test(browser, hostile):
    """What fails of: every kind is seen on one careless page, and every hostile page is seen to act when nothing is escaped."""
    pages = {"/everything": ("text/html; charset=utf-8", EVERYTHING)}
    pages |= {f"/{page.name}": (page.kind(), page.careless()) for page in hostile}
    server = Careless(pages)
    failures, acted, ran = [], 0, 0
    try:
        context = browser.new_context()
        watch = Canary(context, server.origin, complaints=False)
        page = watch.open()
        # What the page does is over when it has led elsewhere; look before and after.
        watch.goto(page, "/everything")
        seen = watch.look(page)
        page.wait_for_timeout(700)
        seen += watch.look(page)
        missed = set(KINDS) - {kind for kind, _ in seen}
        failures += [f"self-test: {kind} was not noticed ({KINDS[kind]})" for kind in sorted(missed)]
        for one in hostile:
            if page.is_closed() or len(context.pages) > 1:
                for left in context.pages:
                    left.close()
                page = watch.open()
            watch.asked, watch.seen = None, []
            try:
                watch.goto(page, f"/{one.name}", 60)
            except Exception as error:
                watch.note("navigation", error)
            kinds = {kind for kind, _ in watch.look(page)}
            acted, ran = acted + bool(kinds), ran + bool(kinds - {"markup", "frame"})
            if not kinds and not one.inert:
                failures.append(f"self-test: {one.name} does nothing even where nothing is escaped: it tests nothing")
        context.close()
    finally:
        server.shutdown()
    return failures, f"{len(KINDS) - len(missed)} of {len(KINDS)} kinds noticed; served carelessly, {acted} of {len(hostile)} hostile pages act, {ran} of them run or ask for something"
