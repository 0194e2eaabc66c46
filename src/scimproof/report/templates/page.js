"use strict";
// Everything from the target enters the page as text (textContent), never as markup.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // The block is inflated once, at the first click that needs it.
  let inflated;
  const block = () => inflated ??= (async () => {
    const bytes = Uint8Array.from(atob(one("#block").textContent), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  })();

  // Scripts that show a finding again, in their tabs.
  const fillAgain = async (tabs) => {
    if (tabs.dataset.filled) return;
    tabs.dataset.filled = "yes";
    const texts = (await block()).again[tabs.dataset.again];
    for (const [index, pre] of all("pre", tabs).entries()) pre.textContent = texts[index];
  };

  const fillExchange = async (details) => {
    if (details.dataset.filled) return;
    details.dataset.filled = "yes";
    const [, outcome, , request, response, leftOut, notes] = (await block()).exchanges[details.dataset.exchange];
    while (details.lastChild && details.lastChild !== one("summary", details)) details.lastChild.remove();
    details.append(make("pre", { tabindex: "0", "aria-label": "Request" }, request));
    details.append(response ? make("pre", { tabindex: "0", "aria-label": "Answer" }, response) : make("p", {}, `No answer: ${outcome}`));
    if (leftOut) details.append(make("p", { class: "quiet" }, `${leftOut.toLocaleString("en")} more characters in exchanges.har, entry #${details.dataset.exchange}.`));
    details.append(make("p", { class: "quiet" }, notes.join(" · ")));
  };

  const span = (range) => {
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  };

  const fillList = async (details) => {
    if (details.dataset.filled) return;
    details.dataset.filled = "yes";
    const { exchanges } = await block();
    one(":scope > p", details).replaceWith(...details.dataset.list.split(", ").flatMap(span).map((number) => exchangeDetails(number, exchanges)));
  };

  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details[data-exchange][open]")) fillExchange(event.target);
    if (event.target.matches?.("details[data-list][open]")) fillList(event.target);
    if (event.target.matches?.("details[open]")) for (const tabs of all("[data-again]", event.target)) fillAgain(tabs);
  }, true);

  // Rows of the table of all requirements.
  const exchangeDetails = (number, exchanges) => {
    const known = exchanges[number];
    if (!known) return "";
    const [title, outcome, label] = known;
    return make("details", { class: "exchange", "data-exchange": number },
      make("summary", {}, make("code", {}, title), " ", make("span", { class: "outcome" }, outcome), " ", make("span", { class: "quiet" }, label)));
  };

  const openRow = async (row) => {
    const button = one("[data-open]", row);
    if (!button || button.getAttribute("aria-expanded") === "true") return;
    button.setAttribute("aria-expanded", "true");
    const { exchanges, results } = await block();
    const [consequence, remedy, sources, cases] = results[row.id];
    const cell = make("td", { colspan: "5" });
    cell.append(make("dl", { class: "facts" },
      make("dt", {}, "If it were broken"), make("dd", {}, consequence), make("dt", {}, "Then change"), make("dd", {}, remedy)));
    for (const [title, url] of sources) {
      const link = /^https?:/.test(url) ? make("a", { href: url, rel: "noreferrer" }, title) : title;
      cell.append(make("p", { class: "sources" }, "Read on: ", link));
    }
    for (const [name, verdict, reason, numbers, notes] of cases) {
      cell.append(make("p", {}, [name && `Case ${name}:`, verdict, reason].filter(Boolean).join(" ")));
      for (const note of notes) cell.append(make("p", { class: "quiet" }, note));
      cell.append(...numbers.map((number) => exchangeDetails(number, exchanges)));
    }
    row.after(make("tr", { class: "opened" }, cell));
  };

  const closeRow = (row) => {
    one("[data-open]", row)?.setAttribute("aria-expanded", "false");
    if (row.nextElementSibling?.matches(".opened")) row.nextElementSibling.remove();
  };

  // Numbers of exchanges in a table open them in a dialog.
  const show = async (range) => {
    const numbers = span(range);
    const { exchanges } = await block();
    const shown = numbers.map((number) => exchangeDetails(number, exchanges));
    const close = make("form", { method: "dialog" }, make("button", {}, "Close"));
    const title = make("h2", { id: "dialog-h" }, numbers.length === 1 ? `Exchange ${range}` : `Exchanges ${range.replace("-", " to ")}`);
    const dialog = make("dialog", { "aria-labelledby": "dialog-h" }, title, close, ...shown);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    const details = all("details", dialog);
    if (details.length === 1) details[0].open = true;
  };
  for (const span of all("[data-exchanges]")) {
    span.replaceWith(make("button", { type: "button", class: "link", "data-exchanges": span.dataset.exchanges, "aria-label": `Exchanges ${span.dataset.exchanges}` }, span.textContent));
  }

  // Filter.
  const form = one(".filter");
  const rows = all(".all tbody tr");
  const texts = new Map();
  const filter = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
      const fits = ["verdict", "area", "level", "harm", "differs"].every((key) => !wanted[key] || row.dataset[key] === wanted[key])
        && words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      if (!fits) closeRow(row);
      shown += fits;
    }
    one("output", form).textContent = `${shown} of ${rows.length} shown`;
  };
  form?.addEventListener("input", filter);
  form?.addEventListener("submit", (event) => event.preventDefault());
  form?.addEventListener("reset", () => setTimeout(filter));

  // Deep links: open whatever hides the target, then go there.
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let above = target.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    if (target.tagName === "DETAILS") target.open = true;
    const evidence = one(":scope > .evidence", target);
    if (evidence) evidence.open = true;
    if (target.matches(".all tr")) {
      if (target.hidden) form.reset();
      target.hidden = false;
      openRow(target);
    }
    target.scrollIntoView();
    if (target.matches("article")) target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);

  const copy = async (button) => {
    const text = one("pre", button.parentElement).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(one("pre", button.parentElement));
      document.execCommand("copy");
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-copy]")) copy(button);
    if (button?.matches("[data-exchanges]")) show(button.dataset.exchanges);
    if (button?.matches("[data-unfold]")) {
      const open = button.getAttribute("aria-pressed") !== "true";
      for (const details of all("#findings .evidence, #findings .likewise")) details.open = open;
      button.setAttribute("aria-pressed", String(open));
      button.textContent = open ? "Close all" : "Open all";
    }
    if (button?.matches("[data-open]")) {
      const row = button.closest("tr");
      if (button.getAttribute("aria-expanded") === "true") closeRow(row); else openRow(row);
    }
    const link = event.target.closest("a[data-verdict], a[data-area]");
    if (link && form) {
      form.reset();
      for (const key of ["verdict", "area"]) if (link.dataset[key]) form.elements[key].value = link.dataset[key];
      setTimeout(filter);
    }
    if (event.target.closest(`a[href="${CSS.escape(location.hash)}"]`)) follow();
  });

  // On paper, findings are open: what each rests on, but not every request of it.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all(".evidence:not([open]), .blocks:not([open]), .likewise:not([open])");
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });

  follow();
})();
