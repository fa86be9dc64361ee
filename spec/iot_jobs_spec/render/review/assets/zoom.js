// The part of a drawing that is seen: all of it, fitted by the style sheet, or zoomed and dragged.

const zoom = (() => {
  const stage = byId("stage");
  const STEP = 1.25;
  const LARGEST = 6;
  const FAR = 4;
  let drag = null;

  const frame = () => stage.querySelector(".view.shown");
  const drawing = () => frame()?.querySelector(".drawing");
  const scaleOf = (svg) => svg.getScreenCTM().a;
  const middle = () => {
    const { left, top, width, height } = frame().getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };

  /** Show all of each drawing; on a narrow screen only if it is asked for, as it would be too small
      to read. */
  function fit(whole = false) {
    for (const svg of every(".view .drawing")) {
      svg.removeAttribute("style");
      svg.classList.add("fitted");
      svg.classList.toggle("whole", whole);
    }
    if (whole) enlargeTables(1 / tables);
  }
  /** Tables have no view that is fitted: their words grow from the size that fits the window. */
  let tables = 1;
  function enlargeTables(factor) {
    tables = Math.min(LARGEST, Math.max(1 / LARGEST, tables * factor));
    frame().style.setProperty("--zoom", tables);
  }
  /** Change the scale of the drawing; what is at the point stays there. */
  function by(factor, point = middle()) {
    const svg = drawing();
    if (!svg) return enlargeTables(factor);
    const before = new DOMPoint(point.x, point.y).matrixTransform(svg.getScreenCTM().inverse());
    const wanted = Math.min(LARGEST, scaleOf(svg) * factor);
    fit();
    if (wanted > scaleOf(svg)) {
      const { width, height } = svg.viewBox.baseVal;
      svg.classList.remove("fitted");
      svg.style.width = `${width * wanted}px`;
      svg.style.height = `${height * wanted}px`;
    }
    const after = before.matrixTransform(svg.getScreenCTM());
    frame().scrollBy(after.x - point.x, after.y - point.y);
  }
  /** Scroll the drawing, not the document, so far that the element can be seen. */
  function reveal(element) {
    const view = frame();
    const [box, seen] = [element.getBoundingClientRect(), view.getBoundingClientRect()];
    const along = (from, to, start, end) => (from < start ? from - start - 40 : to > end ? to - end + 40 : 0);
    view.scrollBy(along(box.left, box.right, seen.left, seen.right), along(box.top, box.bottom, seen.top, seen.bottom));
  }

  stage.addEventListener("wheel", (event) => {
    // With Shift, and in tables, the wheel scrolls.
    if (event.shiftKey || !event.target.closest(".view") || !drawing()) return;
    event.preventDefault();
    by(2 ** (-event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 0.002 : 0.06)), { x: event.clientX, y: event.clientY });
  }, { passive: false });

  // A finger scrolls without our help.
  stage.addEventListener("pointerdown", (event) => {
    const view = event.target.closest(".view");
    drag = null;
    if (event.button !== 0 || event.pointerType === "touch" || !view?.querySelector(".drawing")) return;
    const onScrollbar = event.target === view && (event.offsetX > view.clientWidth || event.offsetY > view.clientHeight);
    if (!onScrollbar) drag = { view, x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop, moved: false };
  });
  addEventListener("pointermove", (event) => {
    if (!drag || !(event.buttons & 1)) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(x, y) < FAR) return;
    drag.moved = true;
    drag.view.classList.add("dragged");
    drag.view.scrollTo(drag.left - x, drag.top - y);
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => drag?.view.classList.remove("dragged"));
  // The end of a drag is no click.
  stage.addEventListener("click", (event) => {
    if (drag?.moved && event.detail > 0) { event.stopPropagation(); event.preventDefault(); }
    drag = null;
  }, true);

  byId("zoom-in").addEventListener("click", () => by(STEP));
  byId("zoom-out").addEventListener("click", () => by(1 / STEP));
  const fitAll = () => fit(true);
  byId("zoom-fit").addEventListener("click", fitAll);
  return { fit, fitAll, reveal, enlarge: () => by(STEP), reduce: () => by(1 / STEP), drawing };
})();
