// The panel that answers "why?": what a row says, and who says so.

const explain = (() => {
  const body = byId("ask-body");
  const heading = byId("ask-title");
  const back = byId("ask-back");
  let past = [];
  let current = null;

  /** Show a view; `back` returns to the one before. */
  function show(view, { fresh = false } = {}) {
    if (fresh) past = [];
    else if (current && current.title !== view.title) past.push(current);
    put(view);
  }
  function put(view) {
    current = view;
    heading.textContent = view.title;
    fill(body, view.draw());
    back.hidden = past.length === 0;
    byId("ask").scrollTop = 0;
    announce(view.title);
  }
  back.addEventListener("click", () => { put(past.pop()); heading.focus(); });

  const basisChip = (basis) => make("span", { class: `chip basis-${basis.toLowerCase()}`, title: basis }, spec.basis[basis]);

  function marked(text) {
    const words = filter.words();
    if (!words.length) return [text];
    const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
    return text.split(pattern).map((part, at) => (at % 2 ? make("mark", {}, part) : part));
  }

  function claimItem(name) {
    const claim = factOf(name);
    const places = claim.places.length
      ? make("details", { class: "places" }, make("summary", {}, "in botocore"), make("ul", {}, claim.places.map((place) => make("li", {}, make("code", {}, place)))))
      : null;
    return make("li", { class: "claim" },
      make("p", {}, basisChip(claim.basis), " ", marked(claim.says)),
      make("p", { class: "source" }, `${claim.fact} · `, make("code", {}, marked(claim.name)), ` · ${claim.where}`), places);
  }
  const claimList = (names, title) => (names.length ? [make("h4", {}, title), make("ul", { class: "claims" }, names.map(claimItem))] : []);

  function outcomes(row) {
    return make("ul", { class: "outcomes" }, row.outcomes.map((outcome, at) => make("li", { class: outcome.error ? "error" : "fine" },
      make("span", { class: "sign", "aria-hidden": "true" }, outcome.error ? "×" : row.verdict === "happens" ? "»" : "✓"),
      make("strong", {}, marked(outcomeWords(outcome, row.source))),
      row.outcomes.length > 1 ? make("span", { class: "quiet" }, at ? " permitted too" : " expected") : null)));
  }

  function guards(row) {
    const asked = Object.entries(row.guards);
    if (!asked.length) return make("p", { class: "quiet" }, "always, whatever the request says");
    return make("ul", { class: "guards" }, asked.map(([guard, holds]) => make("li", {},
      make("code", { class: `guard ${guard === "force" ? "force" : ""}` }, holds ? guard : `not ${guard}`),
      " ", marked(holds ? spec.guards[guard] : `not: ${spec.guards[guard]}`))));
  }

  /** One row of the page, whole. */
  function card(row, open = true) {
    const effects = row.does.map((name) => make("li", {}, marked(spec.effects[name].says)));
    const errors = row.outcomes.filter(({ error }) => error).flatMap(({ error }) => spec.errors[error].claims);
    const sometimes = anyTime(row);
    const effectClaims = row.does.flatMap((name) => spec.effects[name].claims);
    return make("details", { class: `card ${row.verdict}`, open, "data-row": row.id },
      make("summary", {},
        make("span", { class: `verdict ${row.verdict}` }, `${SIGNS[row.verdict]} ${VERDICTS[row.verdict]}`),
        make("span", { class: "name" }, marked(nameOf(row)), " ", make("span", { class: "quiet" }, `${row.source ?? "none"}${shortGuardWords(row.guards) ? ` [${shortGuardWords(row.guards)}]` : ""}`)),
        basisChip(row.basis)),
      make("div", { class: "card-body" },
        make("h4", {}, "When"), guards(row),
        make("h4", {}, row.verdict === "happens" ? "Then" : "Answer"), outcomes(row),
        effects.length ? make("ul", { class: "effects" }, effects) : null,
        claimList(row.claims, "Who says so"),
        claimList(row.which.filter((name) => !row.claims.includes(name)), "Why this error"),
        claimList([...new Set(effectClaims)].filter((name) => !row.claims.includes(name)), "Who says so of the effects"),
        claimList([...new Set(errors)], "Who says so of the HTTP code"),
        sometimes.length ? make("p", { class: "quiet" }, `At any time instead: ${sometimes.map(({ error }) => errorWords(error)).join(", ")}; nothing changes then.`) : null,
        make("p", { class: "row-id" }, "row ", make("a", { href: `#row=${encodeURIComponent(row.id)}` }, row.id))));
  }

  const cards = (rows) => rows.map((row) => card(row, rows.length <= 2));

  function ofRows(title, rows) {
    return { title, draw: () => (rows.length ? cards(rows) : [make("p", {}, "No row of the page.")]) };
  }

  function ofState(title, rows) {
    const named = new Map();
    for (const row of rows) named.set(nameOf(row), [...(named.get(nameOf(row)) ?? []), row]);
    return { title, draw: () => [...named].flatMap(([name, group]) => [make("h3", {}, name), ...group.map((row) => card(row, false))]) };
  }

  function ofCoupling(title, coupling, rows) {
    return { title, draw: () => [
      make("p", {}, "While a job is ", make("strong", {}, coupling.status), ", ", make("strong", {}, coupling.event), " may happen to each of its executions."),
      ...claimList(coupling.claims, "Who says so"), make("h3", {}, "What happens then"), ...rows.map((row) => card(row, false))] };
  }

  /** What force changes: pairs of rows that answer alike except for it. */
  function forcePairs() {
    const compatible = (one, other) => Object.entries(one.guards).every(([guard, holds]) => guard === "force" || other.guards[guard] === undefined || other.guards[guard] === holds);
    const alike = (one, other) => engine.same([one.outcomes, one.does], [other.outcomes, other.does]);
    return spec.rows.filter((row) => row.guards.force === true).flatMap((forced) => spec.rows
      .filter((row) => row.guards.force === false && row.machine === forced.machine && row.event === forced.event && row.source === forced.source)
      .filter((row) => compatible(row, forced) && compatible(forced, row) && !alike(row, forced))
      .map((usual) => ({ usual, forced })));
  }
  const rowLink = (row, content) => make("button", { class: "linklike", on: { click: () => show(ofRows(rowTitle(row), [row])) } }, content);
  function cellWords(row) {
    const effects = row.does.filter((name) => spec.effects[name].field === "force_canceled").map((name) => spec.effects[name].says);
    const outcomes = row.outcomes.map((outcome) => (outcome.error ? "× " : "") + outcomeWords(outcome, row.source));
    return breakable([outcomes.join(" or "), ...effects].join("; "));
  }
  /** What else must hold, besides force. */
  function whenWords(usual, forced) {
    const { force: _, ...others } = { ...usual.guards, ...forced.guards };
    const said = shortGuardWords(others);
    return said && ` [${said}]`;
  }
  function force(wanted) {
    const pairs = forcePairs();
    return { title: wanted === "any" ? "What force changes" : `What force changes: a request ${wanted} force`, draw: () => [
      make("p", {}, wanted === "with" ? "Arrows and lines that need a request without force are faded." : wanted === "without" ? "Arrows and lines that need force are faded." : "",
        ` In ${pairs.length} cells force makes a difference.`),
      make("table", { class: "compare" },
        make("thead", {}, make("tr", {}, ["", "without force", "with force"].map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, pairs.map(({ usual, forced }) => make("tr", {},
          make("th", { scope: "row" }, breakable(nameOf(forced)), make("span", { class: "quiet block" }, breakable(forced.source ?? "none"), whenWords(usual, forced))),
          make("td", { class: usual.outcomes[0].error ? "error" : "" }, rowLink(usual, cellWords(usual))),
          make("td", { class: forced.outcomes[0].error ? "error" : "" }, rowLink(forced, cellWords(forced)))))))] };
  }

  /** A rule that is no row: a coupling, a limit, a constraint, an error at any time. */
  function otherRule({ title, says, claims }) {
    return make("details", { class: "card other" },
      make("summary", {}, make("span", { class: "name" }, marked(title)), claims.length ? basisChip(spec.facts[claims[0]].basis) : null),
      make("div", { class: "card-body" }, make("p", {}, says), claimList(claims, "Who says so")));
  }
  function found(title, rows, others) {
    return { title, draw: () => {
      if (!rows.length && !others.length) return [make("p", {}, "No rule has these words. Try: version, force, limit, deletion, device.")];
      const few = rows.length + others.length <= 2;
      return [
        others.length ? make("h3", {}, "Rules for more than one row") : null, ...others.map(otherRule),
        rows.length ? make("h3", {}, `${rows.length} row${rows.length === 1 ? "" : "s"}`) : null, ...rows.map((row) => card(row, few)),
      ];
    } };
  }

  function welcome() {
    const count = (basis) => spec.rows.filter((row) => row.basis === basis).length;
    return { title: "Ask the machines", draw: () => [
      make("p", {}, "Click an arrow, a state or a line in a state, or go there with Tab and press Enter: here stands what the page says of it, and who says so."),
      make("ul", { class: "hints" },
        make("li", {}, make("strong", {}, "Force"), " above shows at once what force changes."),
        make("li", {}, make("strong", {}, "The four marks"), " filter by how certain a rule is."),
        make("li", {}, make("strong", {}, "Search"), " finds a rule by word: ", ["version", "force", "limit"].flatMap((word, at) => [at ? ", " : "", make("button", { class: "linklike", on: { click: () => filter.search(word) } }, word)]), "."),
        make("li", {}, make("strong", {}, "Play"), " drives a small world with real requests.")),
      make("h3", {}, `${spec.rows.length} rows, by what they rest on`),
      make("table", { class: "counts" }, make("tbody", {}, Object.keys(spec.basis).map((basis) => make("tr", {},
        make("th", { scope: "row" }, basisChip(basis)), make("td", {}, String(count(basis))),
        make("td", { class: "quiet" }, { DOCUMENTED: "AWS says it", OBSERVED: "seen on the real service", INFERRED: "follows from what AWS says", UNSPECIFIED: "the sources say nothing, or contradict each other" }[basis])))))] };
  }

  return { show, card, ofRows, ofState, ofCoupling, force, found, welcome, basisChip, forcePairs };
})();
