// Comfort on top of pages that work without it: a card beside the words, keys, and a word while a report is read.
"use strict";
(() => {
  let tip = null;
  let of = null;
  const close = () => {
    tip?.remove();
    document.querySelectorAll("mark.on").forEach((m) => m.classList.remove("on"));
    tip = of = null;
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
    notes.reverse().forEach((note) => {
      const copy = note.cloneNode(true);
      copy.removeAttribute("id");
      tip.append(...copy.childNodes);
    });
    document.body.append(tip);
    const box = mark.getClientRects()[0];
    const left = Math.min(Math.max(16, box.left), document.documentElement.clientWidth - tip.offsetWidth - 16);
    tip.style.left = left + window.scrollX + "px";
    const above = box.top > tip.offsetHeight + 12;
    tip.style.top = (above ? box.top - tip.offsetHeight - 8 : mark.getClientRects()[mark.getClientRects().length - 1].bottom + 8) + window.scrollY + "px";
    numbers.forEach((n) => document.querySelectorAll("mark[data-notes]").forEach((m) => {
      if (m.dataset.notes.split(" ").includes(n)) m.classList.add("on");
    }));
    of = mark;
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
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement) return;
    if (at instanceof HTMLButtonElement && event.key === " ") return;
    if (event.key === "/") {
      document.getElementById("find")?.focus();
      return event.preventDefault();
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
