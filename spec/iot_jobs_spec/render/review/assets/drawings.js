// The drawings: a click explains an element, a filter fades the others, a play lights up the states.

const drawings = (() => {
  const stage = byId("stage");
  const hooks = every(".hook");
  const rulesOf = (hook) => (hook.dataset.rules ?? "").split(" ").filter(Boolean).map(Number);
  // Words of a label that speak of some of its rules fade on their own, and a click shows those rules.
  const PARTS = ".part";
  const linked = new Map([...hooks, ...every(PARTS)].map((part) => [part, rulesOf(part)]));
  // In this drawing one rule has arrows from several states, so it does not tell which one a step took.
  const inWhole = new Set(every("#view-whole .hook"));
  let openPanel = () => {};

  function unchoose() {
    for (const hook of every(".hook.chosen")) hook.classList.remove("chosen");
  }
  function ask(hook, part = hook) {
    unchoose();
    for (const other of hooks) if (other.dataset.key && other.dataset.key === hook.dataset.key) other.classList.add("chosen");
    const rules = linked.get(part).map((at) => spec.rules[at]);
    const title = part !== hook ? part.textContent : hook.getAttribute("aria-label") ?? labelOf(hook);
    tell(title, rules);
    openPanel();
    const couplings = hook.dataset.couplings?.split(" ").map((at) => spec.couplings[at]);
    if (couplings) explain.show(explain.ofCouplings(title, couplings, rules), { fresh: true });
    else if (hook.classList.contains("state")) explain.show(explain.ofState(title, rules), { fresh: true });
    else explain.show(explain.ofRules(title, rules), { fresh: true });
    // On a narrow screen the panel is below the drawing.
    byId("ask-title").scrollIntoView({ block: "center" });
  }
  const FEW = 3;
  /** Under the drawing, the rules in a line each: all that is seen of them while the panel is hidden. */
  function tell(title, rules) {
    const told = new Set();
    const line = (rule) => {
      const claim = rule.claims.find((name) => !told.has(name)) ?? rule.claims[0];
      told.add(claim);
      return make("p", {}, make("strong", { class: LOOKS[rule.verdict] }, briefWords(rule)), " ", explain.basisChip(rule.basis), " ", spec.facts[claim].says);
    };
    const more = rules.length - FEW;
    fill(byId("told-says"), make("p", { class: "quiet" }, title, more > 0 ? `: ${rules.length} rules, ` : ". ", make("kbd", {}, "p"), more > 0 ? " shows them all" : " shows all of it"), ...rules.slice(0, more > 0 ? 0 : FEW).map(line));
    byId("told").hidden = false;
  }
  const untell = () => { byId("told").hidden = true; };
  /** Of several groups with the same rules, one has the label. */
  function labelOf(hook) {
    const twin = hooks.find((other) => other.dataset.rules === hook.dataset.rules && other.hasAttribute("aria-label"));
    return twin?.getAttribute("aria-label") ?? ruleTitle(spec.rules[linked.get(hook)[0]]);
  }

  document.addEventListener("click", (event) => {
    const hook = event.target.closest(".hook");
    if (hook) ask(hook, event.target.closest(PARTS) ?? hook);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.key !== "Enter" && event.key !== " ") || event.target.tagName === "BUTTON") return;
    const hook = event.target.closest?.(".hook");
    if (!hook) return;
    event.preventDefault();
    ask(hook);
  });

  /** Fade each element of which no rule passes the filter, nor one of any part of it. A step that a
      box names passes by what makes it possible. */
  function fade(passes, possible) {
    const passing = spec.rules.map(passes);
    unchoose();
    const stays = (part) => {
      const rules = linked.get(part);
      const couplings = (part.dataset.couplings ?? "").split(" ").filter(Boolean).map((at) => spec.couplings[at]);
      if (couplings.length) return couplings.some((one) => possible(one, rules.map((at) => spec.rules[at])));
      return !rules.length || rules.some((at) => passing[at]);
    };
    for (const part of linked.keys()) part.classList.toggle("faded", ![part, ...every("[data-rules]", part)].some(stays));
    unfold();
  }
  const remains = (root) => Boolean(root?.querySelector(":is(.arrow, .line, .coupling):not(.faded)"));
  let unfolded = false;
  /** Show the legend while all that passes a filter is there. */
  function unfold() {
    const beside = byId(showing().replace("view", "legend"));
    const wanted = !remains(byId(showing())) && remains(beside);
    if (wanted !== unfolded) showLegend(wanted);
    unfolded = wanted;
  }
  function emphasise(rules) {
    const chosen = new Set(rules.map((rule) => spec.rules.indexOf(rule)));
    for (const [hook, own] of linked) hook.classList.toggle("found", !hook.matches(".state, .coupling") && own.some((at) => chosen.has(at)));
  }

  /** Mark the states in which the last request was rejected: nothing else shows it. `open`: the sources permit that it is accepted. */
  function refuse(states, open) {
    for (const hook of hooks) {
      if (!hook.dataset.state) continue;
      const refused = states.includes(hook.dataset.state);
      hook.classList.toggle("refused", refused);
      hook.classList.toggle("doubted", refused && open);
    }
  }

  const SVG = "http://www.w3.org/2000/svg";
  /** Light up each state that a job or an execution of the world is in, with their number. */
  function light(counts, selected, rule, refused, open) {
    refuse(refused, open);
    untell();
    if (rule) unchoose();
    for (const old of every(".badge", stage)) old.remove();
    for (const hook of hooks) {
      if (!hook.dataset.state) continue;
      const count = counts[hook.dataset.state] ?? 0;
      hook.classList.toggle("lit", count > 0);
      hook.classList.toggle("selected", selected.includes(hook.dataset.state));
      // Last in its part of the drawing, so that nothing covers it.
      if (count > 0 && hook.dataset.corner) hook.closest("svg > g").append(badge(count, ...hook.dataset.corner.split(",").map(Number)));
    }
    const at = rule && drawn(rule);
    for (const [hook, own] of linked) hook.classList.toggle("just", at !== null && isPart(hook) && own.includes(at));
  }
  const isPart = (hook) => !hook.classList.contains("state") && !inWhole.has(hook);
  /** The number of the rule, or of another one about the same move, if a law derives it and no arrow has it. */
  function drawn(rule) {
    const known = [...linked].filter(([hook]) => isPart(hook)).flatMap(([, own]) => own);
    const sameMove = (other) => ["machine", "event", "source"].every((name) => other[name] === rule[name]) && meaning.same(other.outcomes, rule.outcomes);
    const at = spec.rules.indexOf(rule);
    return known.includes(at) ? at : known.find((one) => sameMove(spec.rules[one])) ?? null;
  }
  /** Show the element that the last step touched. */
  function follow() {
    const view = stage.querySelector(".view.shown");
    const target = view?.querySelector(".just") ?? view?.querySelector(".state.lit.selected");
    if (target && zoom.drawing()) zoom.reveal(target);
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

  /** What the legend has besides, such as the rules for no such job, belongs to the drawing. */
  const viewOf = (hook) => hook.closest(".view")?.id ?? hook.closest(".legend-of").id.replace("legend", "view");
  function showLegend(wanted) {
    document.body.classList.toggle("explained", wanted);
    byId("legend-toggle").setAttribute("aria-expanded", String(wanted));
  }
  const toggleLegend = () => showLegend(!document.body.classList.contains("explained"));
  const showing = () => stage.querySelector(".view.shown").id;
  /** Mark a rule where it is drawn: in what is shown, else in the drawing of its machine. A rule that
      no arrow and no line has is marked at its state. */
  function mark(rule) {
    const at = spec.rules.indexOf(rule);
    const exact = hooks.filter((hook) => linked.get(hook).includes(at) && !hook.matches(".state, .coupling"));
    const inside = (id) => exact.some((hook) => viewOf(hook) === id);
    if (!inside(showing())) choose(`tab-${rule.machine.toLowerCase()}`);
    const state = inside(showing()) ? [] : hooks.filter((hook) => hook.dataset.state === `${rule.machine}.${rule.source ?? "ABSENT"}`);
    for (const hook of hooks) hook.classList.toggle("chosen", exact.includes(hook) || state.includes(hook));
    const seen = byId(showing()).querySelector(".chosen");
    const beside = byId("legend").querySelector(`#${showing().replace("view", "legend")} .chosen`);
    if (seen) zoom.reveal(seen);
    else if (beside) showLegend(true);
    beside?.scrollIntoView({ block: "nearest" });
  }

  const choose = tabs(byId("drawing-tabs"), () => {
    zoom.fit();
    document.body.classList.toggle("drawn", Boolean(zoom.drawing()));
    document.body.dataset.view = showing();
    unfold();
    follow();
  });
  return { fade, emphasise, light, follow, mark, choose, toggleLegend, onAsk: (act) => { openPanel = act; }, showing };
})();
