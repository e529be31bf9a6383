// The page at work: opening documents, choosing items, searching, and what keys and the mouse do.

let opened = null;
let hit = -1;

function openDocument(index) {
  opened = readDocument(index);
  documents.mark(index);
  showAbout(opened);
  items.chosen = null;
  showDetail(null);
  filters.open(opened, refresh);
  text.open(opened);
  refresh();
  search();
  history.replaceState(null, "", `#document-${index + 1}`);
}

function refresh() {
  const shown = filters.pass(opened);
  items.open(opened, shown);
  text.mark([...opened.items.filter((item) => shown.has(item)), ...(correction?.struckOut(opened) ?? [])]);
  if (!items.chosen) {
    showDetail(null);
    text.lift(null);
  }
}

/** Chooses an item: lifts its parts out of the text, brings the first into view and tells what is known of it. */
function choose(item, { focus = true } = {}) {
  items.choose(item);
  showDetail(item, opened);
  text.lift(item);
  if (!item) return;
  const place = item.at ?? item.parts.filter((part) => part?.at).map((part) => part.at).sort((a, b) => a[0] - b[0])[0];
  if (place) text.go(place[0]);
  items.reveal(item, focus);
  const suffix = typeof item.number === "number" ? `.item-${item.number + 1}` : "";
  history.replaceState(null, "", `#document-${opened.index + 1}${suffix}`);
}

items.linkTo = (item) => {
  const words = item.parts.filter(Boolean).map((part) => shorten(part.surface, 40)).join(" · ");
  const button = make("button", { type: "button", class: "link" }, outside(item.type, "type"), " ", outside(words));
  button.addEventListener("click", () => items.places.has(item) && choose(item));
  return button;
};

function search() {
  const words = byId("search").value;
  filters.words = pattern(words);
  refresh();
  documents.find(filters.words);
  const hits = [];
  if (words !== "") {
    for (const found of opened.text.matchAll(pattern(words, "g"))) {
      hits.push({ start: found.index, end: found.index + found[0].length, hit: true });
      if (hits.length === MOST_HITS) break;
    }
  }
  hit = -1;
  text.find(hits);
  tellFound();
}

const MOST_HITS = 10000;

function tellFound() {
  const count = text.hits.sorted.length;
  const of = count === MOST_HITS ? `${number(count)} or more` : number(count);
  const at = hit < 0 ? `${of} in the text` : `${number(hit + 1)} of ${of}`;
  byId("found").textContent = byId("search").value === "" ? "" : at;
}

function nextHit(steps) {
  const hits = text.hits.sorted;
  if (hits.length === 0) return;
  if (hits[hit]) hits[hit].current = false;
  hit = (hit + steps + hits.length + (hit < 0 && steps < 0 ? 1 : 0)) % hits.length;
  hits[hit].current = true;
  text.find(hits);
  text.go(hits[hit].start);
  tellFound();
}

const actions = {
  step(steps) {
    const item = items.beside(steps);
    if (item) choose(item);
  },
  openFilters() {
    document.body.classList.add("rail-open");
    byId("toggle-rail").setAttribute("aria-expanded", "true");
    byId("filters").querySelector("input")?.focus();
  },
  toggleNames() {
    const shown = document.body.classList.toggle("no-names");
    byId("toggle-names").setAttribute("aria-pressed", String(!shown));
  },
  leave() {
    if (byId("search").value !== "") {
      byId("search").value = "";
      search();
    } else {
      choose(null);
    }
    document.activeElement?.blur();
    closeRail();
  },
};

function closeRail() {
  document.body.classList.remove("rail-open");
  byId("toggle-rail").setAttribute("aria-expanded", "false");
}

function listenToPointer() {
  // Who scrolls by hand goes where they want.
  for (const kind of ["wheel", "pointerdown", "touchmove", "keydown"]) {
    byId("text").addEventListener(kind, () => (text.aim = null), { passive: true });
    byId("list").addEventListener(kind, () => (items.aim = null), { passive: true });
  }
  const list = byId("list");
  list.addEventListener("click", (event) => {
    const item = event.target.closest("button.item")?.item;
    if (item) choose(item);
  });
  const under = (event) => (event.target.closest("button.item") ?? event.target.closest("tr")?.querySelector("button.item"))?.item;
  let hovered = null;
  const hover = (item) => {
    if (item === hovered) return;
    hovered = item;
    text.lift(item ?? items.chosen);
  };
  list.addEventListener("pointerover", (event) => hover(under(event) ?? null));
  list.addEventListener("pointerleave", () => hover(null));
  byId("blocks").addEventListener("click", (event) => {
    const marks = event.target.closest(".piece")?.marks ?? [];
    if (marks.length === 0 || !getSelection().isCollapsed) return;
    // Where marks lie over each other, every click takes the next one outwards.
    const next = (marks.findIndex((mark) => (mark.item.by ?? mark.item) === items.chosen) + 1) % marks.length;
    const item = marks[next].item.by ?? marks[next].item;
    if (items.places.has(item)) choose(item, { focus: true });
  });
}

function listenToFields() {
  let waiting = 0;
  byId("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  byId("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    nextHit(event.shiftKey ? -1 : 1);
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("toggle-rail").addEventListener("click", () => {
    const open = document.body.classList.toggle("rail-open");
    byId("toggle-rail").setAttribute("aria-expanded", String(open));
  });
  byId("toggle-names").addEventListener("click", actions.toggleNames);
  byId("open-help").addEventListener("click", () => byId("help").showModal());
}

/** Opens the document and item the address names, else the first. */
function openFromAddress() {
  const [, asked, item] = /^#document-(\d+)(?:\.item-(\d+))?$/.exec(location.hash) ?? [];
  const index = Math.min(Math.max(Number(asked ?? 1), 1), summaries.length) - 1;
  if (index !== opened?.index) openDocument(index);
  const chosen = item && opened.all[Number(item) - 1];
  if (chosen) correction?.bring(chosen);
  if (chosen && items.places.has(chosen)) choose(chosen, { focus: false });
}

function start() {
  byId("title").textContent = document.title;
  const signs = Object.entries(GRADES).map(([grade, { sign, meaning }]) => make("div", {}, make("dt", {}, `${sign} ${grade}`), make("dd", {}, meaning)));
  byId("signs").append(...signs, make("div", {}, make("dt", {}, make("span", { class: "hatched" })), make("dd", {}, "text that was not read")));
  if (summaries.length > 0) work();
  else byId("about").append(make("p", { class: "quiet" }, "There are no documents on this page."));
  document.documentElement.dataset.ready = "true";
}

function work() {
  documents.start(openDocument);
  listenToPointer();
  listenToFields();
  listenToKeys(actions);
  addEventListener("hashchange", openFromAddress);
  addEventListener("beforeprint", () => [text, items].forEach(({ lazy }) => lazy.blocks.forEach((_, index) => lazy.show(index))));
  openFromAddress();
}

start();
