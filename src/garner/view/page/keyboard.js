// Keys: one letter each, only while no field is being typed in.

function listenToKeys(actions) {
  const keys = {
    j: () => actions.step(1),
    k: () => actions.step(-1),
    "]": () => documents.beside(1),
    "[": () => documents.beside(-1),
    "/": () => byId("search").select(),
    f: actions.openFilters,
    t: () => byId("text").focus(),
    i: () => items.walk.length && items.reveal(items.chosen ?? items.walk[0]),
    l: actions.toggleNames,
    r: () => correction?.next(),
    "?": () => byId("help").showModal(),
    Escape: actions.leave,
  };
  const inList = {
    ArrowDown: () => actions.step(1),
    ArrowUp: () => actions.step(-1),
    Home: () => actions.step(-Infinity),
    End: () => actions.step(Infinity),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || byId("help").open) return;
    const field = event.target.matches?.("input[type=search]");
    const listed = !event.target.closest?.("#text, #rail");
    const action = field ? event.key === "Escape" && actions.leave : keys[event.key] ?? (listed && inList[event.key]);
    if (!action) return;
    event.preventDefault();
    action();
  });
}
