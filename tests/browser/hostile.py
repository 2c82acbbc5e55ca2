#!/usr/bin/env python3
"""Hostile news pages: nothing in, pages out that try to run something in the browser of whoever reads the record.

    PAGES["script"].body()  ->  b'<!doctype html>…<script>window.__canary=1</script>…'

Every page carries one quotation, `says`, which must still be shown as text. What a page tries goes into one of these places: the head, the
body (`body`), inside the quotation as markup (`within`), or as text that was escaped once (`words`, `speaker`, `title`, `outlet`, `byline`) and
must not be taken for markup again. `python3 hostile.py DIR` writes them as files, `python3 hostile.py FILE.warc` as an archive.
"""
import html
import json
import sys
from dataclasses import dataclass
from pathlib import Path

RUN = "window.__canary=1"
CALL = "alert('canary')"
SAY = "console.log('canary')"
ELSEWHERE = "https://elsewhere.example/"
ASK = f"new Image().src='{ELSEWHERE}'"
GO = f"location='{ELSEWHERE}'"
LDQUO, RDQUO = "\u201c", "\u201d"
TAG = f"<script>{RUN}</script>"
IMG = f"<img src=x onerror={RUN}>"


@dataclass
class Hostile:
    """One page. `head`, `body` and `within` are markup; the other places are text. `inert` says why no browser of today runs it."""
    name: str
    head: str = ""
    before: str = ""
    within: str = ""
    words: str = ""
    speaker: str = "Ana Ruiz"
    title: str = ""
    outlet: str = "The Norvik Post"
    byline: str = "Bo Lind"
    structured: dict | None = None
    charset: str = "utf-8"          # the bytes' own; "" in `declared`: none is declared
    declared: str | None = None     # what the HTTP header says; None: the bytes' own
    raw: bytes = b""                # bytes put in after encoding, at the place of {raw}
    address: str = ""               # below https://NAME.example/
    inert: str = ""
    refused: bool = False           # not text at all: `onrecord add` says so and adds nothing
    number: int = 0

    @property
    def says(self):
        return f"pier {self.number} stays shut until the divers have seen every pile"

    @property
    def url(self):
        return f"https://{self.name}.example/{self.address}"

    def text(self, clean=html.escape):
        title = self.title or f"Pier {self.number} stays shut"
        said = f"{LDQUO}Our {self.says} {clean(self.words)}{self.within},{RDQUO} said {clean(self.speaker)}, the harbour master."
        structured = ""
        if self.structured is not None:
            # As careless publishers do: the JSON goes into the page as it is.
            structured = f'<script type="application/ld+json">{json.dumps(self.structured, ensure_ascii=False)}</script>'
        return f"""<!doctype html>
<html lang="en"><head><title>{clean(title)}</title><meta property="og:site_name" content="{clean(self.outlet)}">
<meta property="og:title" content="{clean(title)}"><meta name="author" content="{clean(self.byline)}">
<meta property="article:published_time" content="2026-03-14T09:30:00Z">{structured}{self.head}</head>
<body><article><h1>{clean(title)}</h1><p class="byline">By {clean(self.byline)}</p>
{self.before}
<p>NORVIK, 14 March &mdash; The port of Norvik closed a pier on Friday after divers found loose piles below the water line.</p>
<p>{said}</p>
<p>Ships will berth at the northern quay until the work is done, the port&rsquo;s office wrote to its customers.</p>{{raw}}
</article><footer>&copy; {clean(self.outlet)}</footer></body></html>
"""

    def bytes(self, text):
        before, after = (part.encode(self.charset, "xmlcharrefreplace") for part in text.split("{raw}"))
        return before + self.raw + after

    def body(self):
        """The page's bytes."""
        return self.bytes(self.text())

    def careless(self):
        """The bytes that a server would send which pastes what it read, without escaping it, into its own page."""
        return self.bytes(self.text(clean=str))

    def kind(self):
        """The Content-Type that the page comes with."""
        declared = self.charset if self.declared is None else self.declared
        return "text/html" + (f"; charset={declared}" if declared else "")


OLD = "of browsers no longer in use"
NOT_MARKUP = "text only: what matters is that it is shown apart"

ALL = [
    # Script in every place that HTML allows.
    Hostile("script", before=TAG),
    Hostile("script-in-head", head=f"<script>{CALL}</script>"),
    Hostile("script-in-quotation", within=f"<script>{SAY}</script>"),
    Hostile("script-from-elsewhere", before=f"<script src={ELSEWHERE}x.js></script>"),
    Hostile("script-module", before=f"<script type=module>{RUN}</script>"),
    Hostile("script-data-address", before=f'<script src="data:text/javascript,{RUN}"></script>'),
    Hostile("script-split", before=f"<scr<script></script>ipt>{RUN}</scr</script>ipt><script>{RUN}</script >"),
    Hostile("script-odd-case", before=f"<ScRiPt\n/x>{RUN}</sCrIpT\t>"),
    Hostile("script-unclosed", within=f"<b>pile</b><img src=x onerror=\"{RUN}\"//"),
    Hostile("script-in-comment-end", before=f"<!--><script>{RUN}</script>-->"),
    Hostile("script-in-cdata", before=f"<![CDATA[><script>{RUN}</script>]]>"),
    Hostile("script-in-textarea", before=f"<textarea></textarea><script>{RUN}</script>"),
    Hostile("script-in-title-end", title=f"Pier shut</title><script>{RUN}</script>"),
    Hostile("template", before=f"<template shadowrootmode=open>{IMG}</template><div><template shadowrootmode=open>{TAG}</template></div>"),
    Hostile("noscript", before=f'<noscript><p title="</noscript>{IMG}"></noscript>'),
    # Event handlers.
    Hostile("image-error", before=IMG),
    Hostile("image-error-in-quotation", within=IMG),
    Hostile("body-load", head="</head><body onload=\"" + CALL + "\">"),
    Hostile("focus", before=f"<input autofocus onfocus={RUN}>"),
    Hostile("details-toggle", before=f"<details open ontoggle={RUN}>x</details>"),
    Hostile("video-error", before=f"<video><source onerror={RUN}></video>"),
    Hostile("audio-error", before=f"<audio src=x onerror={RUN}>"),
    Hostile("marquee", before=f"<marquee onstart={RUN}>x</marquee>"),
    Hostile("animation", before=f"<style>@keyframes k{{}}</style><b style='animation:k 1s' onanimationstart={RUN}>x</b>"),
    Hostile("pointer", within=f"<b onpointerover={RUN} onclick={RUN} onmouseover={RUN}>pile</b>"),
    Hostile("handler-slashes", before=f"<img/src=`x`/onerror={RUN}>"),
    # SVG and MathML.
    Hostile("svg-load", before=f"<svg onload={RUN}></svg>"),
    Hostile("svg-script", before=f"<svg><script>{RUN}</script></svg>"),
    Hostile("svg-animate", before=f"<svg><a><animate attributeName=href values=javascript:{RUN} /><text x=9 y=9>pier</text></a></svg>"),
    Hostile("svg-begin", before=f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>"),
    Hostile("svg-use", before=f"<svg><use href=\"data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href=1 onerror={RUN} /></svg>#x\"/></svg>"),
    Hostile("svg-foreign", before=f"<svg><foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src=javascript:{RUN}></iframe></foreignObject></svg>"),
    Hostile("mathml", before=f"<math><maction actiontype=statusline xlink:href=javascript:{RUN}>pier</maction></math>"),
    Hostile("mathml-confused", before=f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;{IMG}\">"),
    # CSS.
    Hostile("style-import", head=f"<style>@import url({ELSEWHERE}s.css);</style>"),
    Hostile("style-background", within=f"<b style=\"background:url({ELSEWHERE}b.png)\">pile</b>"),
    Hostile("style-cover", before="<style>*{display:none!important}</style><div style='position:fixed;inset:0;background:red'>sign in again</div>"),
    Hostile("style-expression", within=f"<b style=\"width:expression({RUN});behavior:url(x.htc)\">pile</b>"),
    Hostile("link-stylesheet", head=f"<link rel=stylesheet href={ELSEWHERE}s.css>"),
    Hostile("link-preload", head=f"<link rel=preload as=image href={ELSEWHERE}p.png><link rel=prefetch href={ELSEWHERE}>"),
    # Addresses.
    Hostile("javascript-address", within=f" <a href=\"javascript:{RUN}\">pile</a>"),
    Hostile("javascript-entities", within=f" <a href=\"&#106;ava&Tab;script&colon;{RUN}\">pile</a>"),
    Hostile("data-address", within=f" <a href=\"data:text/html,<script>{CALL}</script>\">pile</a>"),
    Hostile("canonical-javascript", head=f"<link rel=canonical href=\"javascript:{RUN}\"><meta property=og:url content=\"javascript:{RUN}\">"),
    Hostile("markup-in-address", address=f"a\"><img src=x onerror={RUN}>?q='><script>{RUN}</script>#</p>", before=IMG),
    # Leading the reader away, pages within pages, forms.
    Hostile("meta-refresh", head=f"<meta http-equiv=refresh content=\"0;url={ELSEWHERE}\">"),
    Hostile("meta-refresh-script", head=f"<meta http-equiv=refresh content=\"0;url=data:text/html,<script>{CALL}</script>\">"),
    Hostile("location", before=f"<script>{GO}</script>"),
    Hostile("base", head=f"<base href={ELSEWHERE} target=_top>", before="<img src=b.png>"),
    Hostile("iframe", before=f"<iframe src=\"javascript:parent.{RUN.removeprefix('window.')}\"></iframe>"),
    Hostile("iframe-srcdoc", before=f"<iframe srcdoc=\"&lt;script>parent.__canary=1&lt;/script>\"></iframe>"),
    Hostile("object", before="<object data=\"data:text/html,<script>alert('canary')</script>\"></object><embed src=\"data:text/html,x\">"),
    Hostile("form", before=f"<form action={ELSEWHERE} id=f><input name=token></form><button form=f formaction=javascript:{RUN}>Sign in</button>"),
    Hostile("popup", before=f"<script>window.open('{ELSEWHERE}')</script>"),
    Hostile("download", before="<a id=d download=invoice.html href='data:text/html,x'>x</a><script>d.click()</script>"),
    Hostile("request-at-once", before=f"<script>fetch('{ELSEWHERE}');{ASK}</script>"),
    # Text that was escaped once.
    Hostile("tag-in-words", words=TAG),
    Hostile("tag-in-speaker", speaker=f"Ana <img src=x onerror={RUN}> Ruiz"),
    Hostile("tag-in-title", title=f"Pier shut {TAG}"),
    Hostile("tag-in-outlet", outlet=f"The Norvik {IMG} Post"),
    Hostile("tag-in-byline", byline=f"Bo {IMG} Lind"),
    Hostile("quote-in-outlet", outlet=f"Post\" autofocus onfocus=\"{RUN}\" x=\"'><img src=x onerror={RUN}>"),
    Hostile("quote-in-title", title=f"Pier '\" onmouseover='{RUN}' x=\"\"><svg onload={RUN}>"),
    Hostile("entities-in-entities", words=f"&lt;script&gt;{RUN}&lt;/script&gt; &amp;lt;img src=x onerror={RUN}&amp;gt; <b onclick={RUN}>"),
    Hostile("braces", words="{{7*7}}${7*7}<%= 7*7 %>{% raw %}" + TAG, title="{{constructor.constructor('alert(1)')()}}" + TAG),
    Hostile("fullwidth-tag", words=f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e", inert=NOT_MARKUP),
    Hostile("json-headline", structured={"@type": "NewsArticle", "headline": f"Pier {TAG}", "author": {"name": f"Bo {IMG}"}}),
    Hostile("json-script-end", structured={"@type": "NewsArticle", "headline": f"Pier</script>{TAG}", "publisher": {"name": f"</script>{IMG}"}}),
    Hostile("json-separators", structured={"@type": "NewsArticle", "headline": f"Pier\u2028{TAG}\u2029", "url": f"javascript:{RUN}"}),
    # Encodings.
    Hostile("utf-7", words=f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-", declared="utf-7", inert=OLD),
    Hostile("utf-16-no-mark", charset="utf-16-le", declared="utf-16le", before=TAG, refused=True),
    Hostile("utf-16-with-mark", charset="utf-16", declared="", before=TAG, words=IMG),
    Hostile("utf-16-undeclared", charset="utf-16-be", declared="", before=TAG, refused=True,
            inert="nothing says how its bytes are to be read"),
    Hostile("overlong-utf-8", raw=b"<p>\xc0\xbcscript\xc0\xbe" + RUN.encode() + b"\xe0\x80\xbc/script\xe0\x80\xbe</p>", inert=OLD),
    Hostile("windows-1252", charset="windows-1252", raw=b"<p>\x8bscript\x9b" + RUN.encode() + b"</p><img src=x onerror=" + RUN.encode() + b">"),
    Hostile("windows-1251-declared-1252", charset="windows-1251", declared="windows-1252", within=IMG),
    Hostile("shift-jis-eats-quote", charset="utf-8", declared="shift_jis", raw=b"<p title=\"\x82\" onclick=" + RUN.encode() + b" x=\"\">\x82<img src=x onerror=" + RUN.encode() + b">"),
    Hostile("gbk-eats-quote", charset="utf-8", declared="gbk", raw=b"<p title=\"\xd5\" onclick=" + RUN.encode() + b">x</p>"),
    Hostile("iso-2022-jp", declared="iso-2022-jp", raw=b"<p title=\"\x1b$B\">\x1b(B\" onclick=" + RUN.encode() + b">" + IMG.encode() + b"</p>"),
    Hostile("broken-before-tag", raw=b"<p>\xf0\x9f<script>" + RUN.encode() + b"</script>\xe2\x80<b>x</b></p>"),
    Hostile("nul-in-tag", raw=b"<scr\0ipt>" + RUN.encode() + b"</scr\0ipt><img src=x one\0rror=x \0onerror=" + RUN.encode() + b"><img\0src=x>"),
    # Text that shows itself as other text.
    Hostile("bidi-in-words", words="\u202e.depots si egdirb eht\u202c \u2066\u2067", inert=NOT_MARKUP),
    Hostile("bidi-in-speaker", speaker="Ana \u202ezuiR\u202c Ruiz", inert=NOT_MARKUP),
    Hostile("bidi-in-title", title="Pier \u202etuhs si\u202c \u2067 13", inert=NOT_MARKUP),
    Hostile("bidi-unclosed-outlet", outlet="The \u202eNorvik Post", byline="Bo \u2067Lind", inert=NOT_MARKUP),
    Hostile("zero-width", words="pi\u200ble \u2060\ufeff\u00ad\u200d", speaker="A\u200bna Ru\u200diz", outlet="Nor\u200bvik", inert=NOT_MARKUP),
    Hostile("long-word", words="pile" * 400, title="Pier" * 120, outlet="Norvik" * 60, byline="Lind" * 60, inert=NOT_MARKUP),
    Hostile("many-marks", words="p" + "\u0301\u0327\u0332" * 200, speaker="A" + "\u0301" * 80 + "na Ruiz", inert=NOT_MARKUP),
    Hostile("controls", words="pi\x07le\x1b[31m red\x1b[0m \x9b2J \x85 \u2028", inert=NOT_MARKUP),
]
for _number, _page in enumerate(ALL, start=11):
    _page.number = _number
PAGES = {page.name: page for page in ALL}
assert len(PAGES) == len(ALL) >= 60, "every hostile page has a name of its own"


def archive(pages=ALL):
    """The pages as one WARC file, each with the address and the Content-Type that it came with."""
    out = []
    for page in pages:
        body = page.body()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {page.kind()}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        address = page.url.replace(" ", "%20")
        fields = (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-03-14T10:00:00Z\r\n"
                  f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(head) + len(body)}\r\n\r\n").encode()
        out.append(fields + head + body + b"\r\n\r\n")
    return b"".join(out)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    if place.suffix == ".warc":
        place.write_bytes(archive())
    else:
        place.mkdir(parents=True, exist_ok=True)
        for one in ALL:
            (place / f"{one.name}.html").write_bytes(one.body())
    print(f"{len(ALL)} pages in {place}")
