// What is known of the document, and of the chosen item.

function showAbout(opened) {
  const facts = [
    [null, plural(opened.characters, "character")],
    ["model", opened.model],
    ["schema", opened.schema],
    ...spent(opened.usage).map((what) => [null, what]),
  ];
  const missing = opened.gaps.reduce((sum, { at }) => sum + codePoints(at)[1] - codePoints(at)[0], 0);
  const state = missing
    ? make("span", { class: "state" }, make("span", { class: "hatched", "aria-hidden": "true" }), `${plural(missing, "character")} not read`)
    : make("span", { class: "state" }, "read whole");
  byId("about").replaceChildren(
    make("h1", {}, outside(opened.id)),
    make("p", { class: "facts" },
      opened.source && opened.source !== opened.id ? make("span", {}, outside(opened.source)) : null,
      state,
      correction?.note(opened),
      ...facts.filter(([, what]) => what).map(([name, what]) => make("span", {}, name ? make("span", { class: "quiet" }, `${name} `) : null, outside(what))),
    ),
    ...(correction?.choice(opened) ?? []),
  );
}

/** What answering or correcting cost; null where that is nothing. */
function spent(usage) {
  return [
    usage.calls ? `${plural(usage.calls, "call")}${usage.cached ? ` (${number(usage.cached)} from the ledger)` : ""}` : null,
    usage.input || usage.output ? `${number(usage.input)} tokens in, ${number(usage.output)} out` : null,
    usage.seconds ? `${usage.seconds.toFixed(usage.seconds < 10 ? 2 : 0)} s` : null,
    usage.cost === null ? null : `cost ${usage.cost.toPrecision(3)}`,
  ];
}

/** The region under the list: what an item says, where it stands, and what it takes part in. */
function showDetail(item, opened) {
  const region = byId("detail");
  region.hidden = !item;
  if (!item) return region.replaceChildren();
  if (item.kind === "gap") {
    const words = `Here not everything was looked for that the schema asks: ${item.why}.`;
    return region.replaceChildren(make("p", { class: "detail-head" }, make("span", { class: "type" }, "Not read"), closeButton()), make("p", {}, words));
  }
  if (item.kind === "defect" || item.kind === "change") return region.replaceChildren(...correction.detail(item));
  const kind = make("p", { class: "detail-head" }, make("span", { class: "quiet" }, `${KINDS[item.kind].one} `), outside(item.type, "type"), measure(item), closeButton());
  const parts = item.parts.filter(Boolean);
  const list = item.kind === "label" ? [make("p", {}, outside(item.value))] : parts.map(partNode);
  const used = [...new Set(item.usedBy)].filter((user) => correction?.stands(user) ?? true).slice(0, 20).map((user) => make("li", {}, items.linkTo(user)));
  const part = used.length ? [make("p", { class: "quiet" }, "Part of"), make("ul", {}, ...used)] : [];
  return region.replaceChildren(kind, ...list, ...part);
}

function partNode(part) {
  const meaning = part.distance ? `${plural(part.distance, "edit")} away from the answer` : GRADES[part.grade].meaning;
  const place = part.at ? codePoints(part.at).map(number).join("–") : "nowhere";
  return make("div", { class: "part" },
    make("p", { class: "part-value" },
      part.role ? outside(part.role, "role") : null, outside(shorten(part.surface, 600), `value ${part.grade}`),
      make("span", { class: "place", title: "characters of the text, counted from 0, the last one not included" }, place)),
    part.grade === "verbatim" ? null : make("p", { class: "note" }, gradeTag(part), `: ${meaning}`),
    part.surface === part.value ? null : make("p", { class: "note" }, "answered as ", outside(shorten(part.value, 600), "answered")),
  );
}

function closeButton() {
  const button = make("button", { type: "button", class: "close", "aria-label": "Close", title: "Close (Esc)" }, "×");
  button.addEventListener("click", () => choose(null));
  return button;
}
