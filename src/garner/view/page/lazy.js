// Long content as blocks of which only those near the viewport are in the page.

class Lazy {
  /** `fill(index)` gives the nodes of a block, `estimate(index)` its likely height in pixels; `moved()` hears of new heights. */
  constructor(pane, box, count, { fill, estimate, classes = () => "block", moved = () => {} }) {
    this.fill = fill;
    this.moved = moved;
    this.filled = new Set();
    this.observer = new IntersectionObserver((entries) => this.#watch(entries), { root: pane, rootMargin: "100% 0px" });
    this.blocks = Array.from({ length: count }, (_, index) => {
      const block = make("div", { class: classes(index) });
      block.style.height = `${estimate(index)}px`;
      block.number = index;
      return block;
    });
    box.replaceChildren(...this.blocks);
    for (const block of this.blocks) this.observer.observe(block);
  }

  #watch(entries) {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (isIntersecting) this.show(target.number);
      else if (this.filled.has(target.number) && !target.contains(document.activeElement)) {
        this.filled.delete(target.number);
        target.style.height = `${boundingClientRect.height}px`;
        target.replaceChildren();
      }
    }
    this.moved();
  }

  /** The block, filled. */
  show(index) {
    const block = this.blocks[index];
    if (!this.filled.has(index)) {
      this.filled.add(index);
      this.refresh(index);
    }
    return block;
  }

  refresh(index) {
    if (!this.filled.has(index)) return;
    const block = this.blocks[index];
    block.replaceChildren(...this.fill(index, block));
    block.style.height = "";
  }

  close() {
    this.observer.disconnect();
  }
}
