"use strict";
// Each list of wrong items has its own filter: a text stays while one of its faults is wanted.
for (const filter of document.querySelectorAll(".filter")) {
  const boxes = [...filter.querySelectorAll("input")];
  const texts = [...filter.parentElement.querySelectorAll(".mistake")];
  filter.addEventListener("change", () => {
    const unwanted = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    for (const text of texts) {
      const rows = [...text.querySelectorAll("li[data-fault]")];
      for (const row of rows) row.hidden = unwanted.has(row.dataset.fault);
      text.hidden = unwanted.size > 0 && rows.every((row) => row.hidden);
    }
  });
}
document.documentElement.dataset.ready = "true";
