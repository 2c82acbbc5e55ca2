// Comfort on top of pages that work without it: a card beside the words, keys, and a word while a report is read.
"use strict";
(() => {
  let tip = null;
  let of = null;
  const close = () => {
    tip?.remove();
    document.querySelectorAll(".on").forEach((m) => m.classList.remove("on"));
    tip = of = null;
  };
  // Beside the words where there is room, above or below them; on a phone the style sheet puts the card at the foot.
  const place = () => {
    if (!tip || !of) return;
    const boxes = of.getClientRects();
    const left = Math.min(Math.max(16, boxes[0].left), document.documentElement.clientWidth - tip.offsetWidth - 16);
    const above = boxes[0].top > tip.offsetHeight + 12;
    tip.style.left = left + window.scrollX + "px";
    tip.style.top = (above ? boxes[0].top - tip.offsetHeight - 8 : boxes[boxes.length - 1].bottom + 8) + window.scrollY + "px";
  };
  // The same words in other reports, from the quotation's own page; it is asked once.
  const known = new Map();
  const elsewhere = async (more, then) => {
    const at = more.getAttribute("href");
    try {
      if (!known.has(at)) {
        const answer = await fetch(at, { headers: { accept: "text/html" } });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        known.set(at, page.querySelector("ul.elsewhere"));
      }
    } catch { return; }
    const list = known.get(at);
    if (!list || !more.isConnected) return;
    const told = document.createElement("p");
    told.className = "hint";
    told.textContent = "The same or nearly the same words:";
    more.closest("p").before(told, document.importNode(list, true));
    then();
  };
  const open = (mark) => {
    if (of === mark) return;
    close();
    const numbers = mark.dataset.notes.split(" ");
    const notes = numbers.map((n) => document.getElementById("n" + n)).filter(Boolean);
    if (notes.length === 0) return;
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "note");
    tip.setAttribute("aria-label", "About these words");
    tip.classList.toggle("several", notes.length > 1);
    notes.reverse().forEach((note) => {
      const copy = document.createElement("div");
      copy.className = note.className;
      copy.append(...note.cloneNode(true).childNodes);
      tip.append(copy);
      const more = copy.querySelector("a.more");
      if (more) elsewhere(more, place);
    });
    document.body.append(tip);
    numbers.forEach((n) => document.querySelectorAll("[data-notes], [data-of]").forEach((m) => {
      if (`${m.dataset.notes || ""} ${m.dataset.of || ""}`.split(" ").includes(n)) m.classList.add("on");
    }));
    of = mark;
    place();
  };
  const markOf = (target) => target instanceof Element ? target.closest("mark[data-notes]") : null;
  let wait = 0;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(wait);
    const mark = markOf(event.target);
    if (mark) wait = setTimeout(() => open(mark), 120);
    else if (tip && !tip.contains(event.target)) wait = setTimeout(close, 350);
  });
  document.addEventListener("click", (event) => {
    const mark = markOf(event.target);
    if (mark) open(mark);
    else if (tip && !tip.contains(event.target)) close();
  });
  document.addEventListener("focusin", (event) => {
    const ref = event.target instanceof Element ? event.target.closest(".ref a") : null;
    if (ref) {
      const number = ref.getAttribute("href").slice(2);
      const mark = [...document.querySelectorAll("mark[data-notes]")].find((m) => m.dataset.notes.split(" ").includes(number));
      if (mark) open(mark);
    } else if (tip && !tip.contains(event.target)) close();
  });
  // Keys of one letter can be turned off (WCAG 2.1.4); the browser remembers it.
  const keysAreOff = () => {
    try { return localStorage.getItem("keys") === "off"; } catch { return false; }
  };
  const told = document.querySelector("[data-keys]");
  if (told) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    const say = () => {
      told.hidden = false;
      told.replaceChildren(keysAreOff() ? "Keys are off. " : `Keys: ${told.dataset.keys} `, button);
      button.textContent = keysAreOff() ? "Turn keys on" : "Turn keys off";
    };
    button.addEventListener("click", () => {
      try { localStorage.setItem("keys", keysAreOff() ? "on" : "off"); } catch { return; }
      say();
      button.focus();
    });
    say();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return;
    const at = event.target;
    if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement) return;
    if (at instanceof HTMLButtonElement && event.key === " ") return;
    if (event.key === "/") {
      document.getElementById("find")?.focus();
      return event.preventDefault();
    }
    if (event.key === "j" || event.key === "k") {
      const all = [...document.querySelectorAll("[data-step]")];
      const here = all.findIndex((e) => e.contains(document.activeElement));
      const next = all[event.key === "j" ? here + 1 : Math.max(here - 1, 0)];
      const target = next?.querySelector("[data-stop]") ?? next;
      target?.focus();
      next?.scrollIntoView({ block: "center" });
      return;
    }
    const wanted = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === event.key);
    if (!wanted) return;
    event.preventDefault();
    if (wanted instanceof HTMLInputElement || wanted instanceof HTMLSelectElement) wanted.focus();
    else wanted.click();
  });
  document.addEventListener("submit", (event) => {
    const say = event.target.dataset?.progress;
    const place = event.target.querySelector(".progress");
    if (say && place) place.textContent = say;
  });
})();
