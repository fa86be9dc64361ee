// The drawings: a click explains an element, a filter fades the others, a play lights up the states.

const drawings = (() => {
  const stage = byId("stage");
  const hooks = every(".hook");
  const rulesOf = (hook) => (hook.dataset.rules ?? "").split(" ").filter(Boolean).map(Number);
  const linked = new Map(hooks.map((hook) => [hook, rulesOf(hook)]));
  // In this drawing one rule has arrows from several states, so it does not tell which one a step took.
  const inWhole = new Set(every("#view-whole .hook"));
  let openPanel = () => {};

  function ask(hook) {
    for (const other of every(".hook.chosen")) other.classList.remove("chosen");
    for (const other of hooks) if (other.dataset.key && other.dataset.key === hook.dataset.key) other.classList.add("chosen");
    const rules = linked.get(hook).map((at) => spec.rules[at]);
    const title = hook.getAttribute("aria-label") ?? labelOf(hook);
    openPanel();
    if (hook.dataset.coupling) explain.show(explain.ofCoupling(title, spec.couplings[hook.dataset.coupling], rules), { fresh: true });
    else if (hook.classList.contains("state")) explain.show(explain.ofState(title, rules), { fresh: true });
    else explain.show(explain.ofRules(title, rules), { fresh: true });
  }
  /** Of several groups with the same rules, one has the label. */
  function labelOf(hook) {
    const twin = hooks.find((other) => other.dataset.rules === hook.dataset.rules && other.hasAttribute("aria-label"));
    return twin?.getAttribute("aria-label") ?? ruleTitle(spec.rules[linked.get(hook)[0]]);
  }

  document.addEventListener("click", (event) => {
    const hook = event.target.closest(".hook");
    if (hook) ask(hook);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.key !== "Enter" && event.key !== " ") || event.target.tagName === "BUTTON") return;
    const hook = event.target.closest?.(".hook");
    if (!hook) return;
    event.preventDefault();
    ask(hook);
  });

  /** Fade each element of which no rule passes the filter. */
  function fade(passes) {
    const passing = spec.rules.map(passes);
    for (const [hook, rules] of linked) hook.classList.toggle("faded", rules.length > 0 && !rules.some((at) => passing[at]));
  }
  function emphasise(rules) {
    const chosen = new Set(rules.map((rule) => spec.rules.indexOf(rule)));
    for (const [hook, own] of linked) hook.classList.toggle("found", !hook.classList.contains("state") && own.some((at) => chosen.has(at)));
  }

  const SVG = "http://www.w3.org/2000/svg";
  /** Light up each state that a job or an execution of the world is in, with their number. */
  function light(counts, selected, rule) {
    if (rule) for (const other of every(".hook.chosen")) other.classList.remove("chosen");
    for (const old of every(".badge", stage)) old.remove();
    for (const hook of hooks) {
      if (!hook.dataset.state) continue;
      const count = counts[hook.dataset.state] ?? 0;
      hook.classList.toggle("lit", count > 0);
      hook.classList.toggle("selected", selected.includes(hook.dataset.state));
      // Last in the drawing, so that nothing covers it.
      if (count > 0 && hook.dataset.corner) hook.closest("svg").firstElementChild.append(badge(count, ...hook.dataset.corner.split(",").map(Number)));
    }
    for (const [hook, own] of linked) {
      hook.classList.toggle("just", rule !== null && !hook.classList.contains("state") && !inWhole.has(hook) && own.includes(spec.rules.indexOf(rule)));
    }
  }
  /** Scroll the drawing to the element that the last step touched; the document stays where it is. */
  function follow() {
    const view = stage.querySelector(".view.shown");
    const target = view?.querySelector(".just") ?? view?.querySelector(".state.lit.selected");
    if (!target || view.id === "view-tables") return;
    const [box, frame] = [target.getBoundingClientRect(), view.getBoundingClientRect()];
    if (box.top < frame.top) view.scrollTop -= frame.top - box.top + 40;
    if (box.bottom > frame.bottom) view.scrollTop += box.bottom - frame.bottom + 40;
    if (box.left < frame.left) view.scrollLeft -= frame.left - box.left + 20;
    if (box.right > frame.right) view.scrollLeft += box.right - frame.right + 20;
  }
  function badge(count, x, y) {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "badge");
    const shape = (name, attributes) => {
      const element = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      group.append(element);
      return element;
    };
    shape("circle", { cx: x, cy: y, r: 11 });
    shape("text", { x, y: y + 4.5, "text-anchor": "middle", "font-size": 13, "font-weight": "bold" }).textContent = String(count);
    return group;
  }

  // The size of a drawing: a scale, 0 for the width of the stage, or WHOLE to show all of it.
  const WHOLE = "whole";
  const STEPS = [0.6, 0.75, 0.9, 1, 1.15, 1.35, 1.6, 2, 2.5];
  let zoom = 0;
  const shown = () => byId("stage").querySelector(".view.shown .drawing");
  function scaleNow() {
    const svg = shown();
    return svg ? svg.clientWidth / svg.viewBox.baseVal.width : 1;
  }
  function setZoom(wanted) {
    zoom = wanted;
    const scale = wanted === WHOLE ? wholeScale() : wanted;
    for (const svg of every(".view .drawing")) {
      svg.style.width = scale ? `${svg.viewBox.baseVal.width * scale}px` : "";
      svg.classList.toggle("fitted", !scale);
    }
  }
  function wholeScale() {
    const [svg, view] = [shown(), stage.querySelector(".view.shown")];
    if (!svg) return 0;
    const { width, height } = svg.viewBox.baseVal;
    return Math.min((view.clientWidth - 24) / width, (view.clientHeight - 16) / height);
  }
  const now = () => (zoom === 0 || zoom === WHOLE ? scaleNow() : zoom);
  const larger = () => setZoom(STEPS.find((scale) => scale > now() + 0.01) ?? STEPS.at(-1));
  const smaller = () => setZoom([...STEPS].reverse().find((scale) => scale < now() - 0.01) ?? STEPS[0]);
  byId("zoom-in").addEventListener("click", larger);
  byId("zoom-out").addEventListener("click", smaller);
  byId("zoom-fit").addEventListener("click", () => setZoom(0));
  byId("zoom-whole").addEventListener("click", () => setZoom(WHOLE));
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    (event.deltaY < 0 ? larger : smaller)();
  }, { passive: false });

  const choose = tabs(byId("drawing-tabs"), () => { setZoom(zoom); follow(); });
  return { fade, emphasise, light, follow, ask, choose, onAsk: (act) => { openPanel = act; }, showing: () => every(".view.shown", stage)[0]?.id };
})();
