// The panel that answers "why?": shows a rule and its sources.

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
    const pattern = new RegExp(`(${words.map(escaped).join("|")})`, "i");
    return text.split(pattern).map((part, at) => (at % 2 ? make("mark", {}, part) : part));
  }

  function claimItem(name) {
    const claim = factOf(name);
    const places = claim.places.length
      ? make("details", { class: "places" }, make("summary", {}, "in botocore"), make("ul", {}, claim.places.map((place) => make("li", {}, make("code", {}, place)))))
      : null;
    return make("li", { class: "claim" },
      make("p", {}, basisChip(claim.basis), " ", marked(claim.says)),
      make("p", { class: "source" }, `${claim.fact} · `, make("code", {}, marked(claim.name)), " · ", source(claim)), places);
  }
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  function documentLink(title) {
    const { url, read } = spec.documents[title];
    return make("a", { href: url, target: "_blank", rel: "noreferrer", title: read }, title);
  }
  /** The source of a claim, each document as a link; one that follows from others has theirs. */
  function source({ where, links }) {
    const longestFirst = [...links].sort((one, other) => other.length - one.length).map(escaped);
    const parts = where.split(new RegExp(`(?<![\\w-])(${longestFirst.join("|")})(?![\\w-])`));
    const others = links.filter((title) => !parts.includes(title)).flatMap((title) => [", ", documentLink(title)]);
    return [...parts.map((part) => (links.includes(part) ? documentLink(part) : part)), ...others];
  }
  const claimList = (names, title) => (names.length ? [make("h4", {}, title), make("ul", { class: "claims" }, names.map(claimItem))] : []);

  function outcomes(rule) {
    return make("ul", { class: "outcomes" }, rule.outcomes.map((outcome, at) => make("li", { class: outcome.error ? "error" : "fine" },
      make("span", { class: "sign", "aria-hidden": "true" }, outcome.error ? "×" : rule.verdict === "background" ? "»" : "✓"),
      make("strong", {}, marked(outcomeWords(outcome, rule.source))),
      rule.outcomes.length > 1 ? make("span", { class: "quiet" }, at ? " permitted too" : " expected") : null)));
  }

  function guards(rule) {
    const asked = Object.entries(rule.guards);
    if (!asked.length) return make("p", { class: "quiet" }, "always, whatever the request says");
    return make("ul", { class: "guards" }, asked.map(([guard, holds]) => make("li", {},
      make("code", { class: `guard ${guard === spec.meaning.force ? "force" : ""}` }, guardWords({ [guard]: holds })),
      " ", marked(holds ? spec.guards[guard] : spec.not[guard]))));
  }

  /** A whole rule: verdict, guards, outcomes, effects and claims. */
  function card(rule, open = true) {
    const effects = rule.does.map((name) => make("li", {}, marked(spec.effects[name].says)));
    const errors = rule.outcomes.filter(({ error }) => error).flatMap(({ error }) => spec.errors[error].claims);
    const sometimes = anyTime(rule);
    const effectClaims = rule.does.flatMap((name) => spec.effects[name].claims);
    return make("details", { class: `card ${rule.verdict}`, open, "data-rule": rule.id },
      make("summary", {},
        make("span", { class: `verdict ${whichIsOpen(rule) ? "which" : rule.verdict}` }, `${SIGNS[rule.verdict]} ${verdictOf(rule)}`),
        make("span", { class: "name" }, marked(nameOf(rule)), " ", make("span", { class: "quiet" }, `${rule.source ?? "none"}${shortGuardWords(rule.guards) ? ` [${shortGuardWords(rule.guards)}]` : ""}`)),
        basisChip(rule.basis)),
      make("div", { class: "card-body" },
        make("h4", {}, "When"), guards(rule),
        make("h4", {}, rule.verdict === "background" ? "Then" : "Answer"), outcomes(rule),
        effects.length ? make("ul", { class: "effects" }, effects) : null,
        fate(rule), ...aftermath(rule),
        claimList(rule.claims, "Sources"),
        claimList(rule.which.filter((name) => !rule.claims.includes(name)), "Sources of this error"),
        claimList([...new Set(effectClaims)].filter((name) => !rule.claims.includes(name)), "Sources of the effects"),
        claimList([...new Set(errors)], "Sources of the HTTP code"),
        sometimes.length ? make("p", { class: "quiet" }, `At any time instead: ${sometimes.map(({ error }) => errorWords(error)).join(", ")}; nothing changes then.`) : null,
        make("p", { class: "rule-id" }, "rule ", make("a", { href: `#rule=${encodeURIComponent(rule.id)}` }, rule.id))));
  }

  const cards = (rules) => rules.map((rule) => card(rule, rules.length <= 2));

  function ofRules(title, rules) {
    return { title, draw: () => (rules.length ? cards(rules) : [make("p", {}, "No rule.")]) };
  }

  function ofState(title, rules) {
    const named = new Map();
    for (const rule of rules) named.set(nameOf(rule), [...(named.get(nameOf(rule)) ?? []), rule]);
    return { title, draw: () => [...named].flatMap(([name, group]) => [make("h3", {}, name), ...group.map((rule) => card(rule, false))]) };
  }

  function ofCouplings(title, couplings, rules) {
    const one = ({ status, event, claims }) => [
      make("p", {}, "While a job is ", make("strong", {}, status), ", ", make("strong", {}, event), " is possible for each of its executions."),
      ...claimList(claims, "Sources"), make("h3", {}, `Rules of ${event}`), ...rules.filter((rule) => rule.event === event).map((rule) => card(rule, false))];
    return { title, draw: () => couplings.flatMap(one) };
  }

  /** Pairs of rules that differ only in force and answer differently. */
  function forcePairs() {
    const compatible = (one, other) => Object.entries(one.guards).every(([guard, holds]) => guard === spec.meaning.force || other.guards[guard] === undefined || other.guards[guard] === holds);
    const alike = (one, other) => meaning.same([one.outcomes, one.does], [other.outcomes, other.does]);
    return spec.rules.filter((rule) => rule.guards[spec.meaning.force] === true).flatMap((forced) => spec.rules
      .filter((rule) => rule.guards[spec.meaning.force] === false && rule.machine === forced.machine && rule.event === forced.event && rule.source === forced.source)
      .filter((rule) => compatible(rule, forced) && compatible(forced, rule) && !alike(rule, forced))
      .map((usual) => ({ usual, forced, matters: !meaning.same(usual.outcomes, forced.outcomes) || usual.loses.length !== forced.loses.length })));
  }
  const ruleOf = (id) => spec.rules.find((one) => one.id === id);
  const deletes = (rule) => Object.entries(rule.guards).some(([guard, holds]) => holds && spec.questions[guard].kind === "JobDeleting");
  /** Whether devices at work lose it, in a sentence. */
  function fate(rule, other = rule) {
    const { working } = spec.meaning;
    const [loss] = rule.loses;
    if (deletes(rule) && other.loses.length + rule.loses.length) return make("p", {}, "The deletion of the job takes the work of the device in any case.");
    if (!loss) return other.loses.length && !rule.outcomes[0].error ? make("p", {}, `Devices that are ${working} go on.`) : null;
    const lost = ruleOf(loss.by);
    return make("p", {}, rule.outcomes.length > 1 ? "If it is accepted: " : "",
      make("strong", {}, rule.machine === "Job" ? `Devices that are ${working} lose their work` : "The device loses its work"),
      lost === rule ? "." : [": ", ruleLink(lost, nameOf(lost)), "."]);
  }
  const answersOf = (rule) => rule.outcomes.map((outcome) => (outcome.error ? `× ${errorWords(outcome.error)}` : "✓ accepted")).join(" or ");
  /** What the device sees of it, with the sources that warn. */
  function aftermath(rule) {
    return rule.loses.flatMap(({ by, until, then, claims }) => {
      const [meets, rest] = [true, false].map((fails) => then.map(ruleOf).filter((one) => Boolean(one.outcomes[0].error) === fails));
      const status = ruleOf(by).outcomes[0].status;
      const line = (when, one) => make("li", {}, `${when}: `, ruleLink(one, nameOf(one)), ` ${answersOf(one)}`, one.basis === "UNSPECIFIED" ? [" ", basisChip(one.basis)] : null);
      return [make("ul", { class: "effects" },
        until.map(ruleOf).map((one) => line("The device reports until then", one)),
        meets.map((one) => line(`Once it is ${status ?? "gone"}`, one)),
        rest.length ? make("li", {}, `${rest.map(nameOf).join(" and ")} no longer show it.`) : null,
        make("li", {}, make("strong", {}, "Nothing stops the device: plan how it recovers."))),
      ...claimList(claims.filter((name) => !rule.claims.includes(name)), "Sources about the device")];
    });
  }
  const ruleLink = (rule, content) => make("button", { class: "linklike", on: { click: () => { show(ofRules(ruleTitle(rule), [rule])); drawings.mark(rule); } } }, content);
  function cellWords(rule) {
    const effects = rule.does.filter((name) => spec.effects[name].field === "force_canceled").map((name) => spec.effects[name].says);
    const outcomes = rule.outcomes.map((outcome) => (outcome.error ? "× " : "") + outcomeWords(outcome, rule.source));
    return [outcomes.join(" or "), ...effects].join("; ").split(" ").flatMap((word) => [" ", ...(word.length > 22 ? breakable(word) : [word])]).slice(1);
  }
  /** The guards besides force that must hold. */
  function whenWords(usual, forced) {
    const { [spec.meaning.force]: _, ...others } = { ...usual.guards, ...forced.guards };
    const said = shortGuardWords(others);
    return said && ` [${said}]`;
  }
  const compared = (rule, other) => make("td", { class: rule.outcomes[0].error ? "error" : "" },
    ruleLink(rule, cellWords(rule)), fate(rule, other));
  const comparison = ({ usual, forced }) => [
    make("tr", {}, make("th", { scope: "rowgroup", colSpan: 2 }, nameOf(forced), " ", make("span", { class: "quiet" }, forced.source ?? "none", whenWords(usual, forced)))),
    make("tr", {}, compared(usual, forced), compared(forced, usual))];
  function force(wanted) {
    const [deep, slight] = [true, false].map((much) => forcePairs().filter(({ matters }) => matters === much));
    return { title: wanted === "any" ? "What force changes" : `What force changes: a request ${wanted} force`, draw: () => [
      make("p", {}, wanted === "with" ? "Arrows and lines that need a request without force are faded." : wanted === "without" ? "Arrows and lines that need force are faded." : "",
        ` In ${deep.length} cells force changes the answer, or what becomes of devices at work; in ${slight.length} only what is recorded.`),
      make("table", { class: "compare" },
        make("thead", {}, make("tr", {}, ["without force", "with force"].map((name) => make("th", { scope: "col" }, name)))),
        ...deep.map((pair) => make("tbody", {}, comparison(pair))),
        make("tbody", {}, make("tr", {}, make("th", { scope: "rowgroup", colSpan: 2 }, "Only what is recorded differs:"))),
        ...slight.map((pair) => make("tbody", {}, comparison(pair))))] };
  }

  /** A statement for several rules: a coupling, the limit, a constraint, an error at any time. */
  function other({ title, says, claims }) {
    return make("details", { class: "card other" },
      make("summary", {}, make("span", { class: "name" }, marked(title)), claims.length ? basisChip(spec.facts[claims[0]].basis) : null),
      make("div", { class: "card-body" }, make("p", {}, says), claimList(claims, "Sources")));
  }
  function found(title, rules, others) {
    return { title, draw: () => {
      if (!rules.length && !others.length) return [make("p", {}, "No rule has these words. Try: version, force, limit, deletion, device.")];
      const few = rules.length + others.length <= 2;
      return [
        others.length ? make("h3", {}, "Statements for several rules") : null, ...others.map(other),
        rules.length ? make("h3", {}, `${rules.length} rule${rules.length === 1 ? "" : "s"}`) : null, ...rules.map((rule) => card(rule, few)),
      ];
    } };
  }

  const keys = (means) => Object.entries(means).flatMap(([key, does], at) => [at ? ", " : "", make("kbd", {}, key), ` ${does}`]);

  function welcome() {
    const count = (basis) => spec.rules.filter((rule) => rule.basis === basis).length;
    const open = spec.rules.filter((rule) => rule.basis === "UNSPECIFIED");
    const ofVerdict = (verdict) => open.filter((rule) => rule.verdict === verdict).length;
    return { title: "Ask the machines", draw: () => [
      make("p", {}, "Click an arrow, a state or a line in a state, or go there with Tab and press Enter: this panel shows the rule and its source."),
      make("ul", { class: "hints" },
        make("li", {}, make("strong", {}, "Force"), " above shows at once what force changes."),
        make("li", {}, make("strong", {}, "The four marks"), " filter the rules by their evidence."),
        make("li", {}, make("strong", {}, "Search"), " finds a rule by word: ", ["version", "force", "limit"].flatMap((word, at) => [at ? ", " : "", make("button", { class: "linklike", on: { click: () => filter.search(word) } }, word)]), "."),
        make("li", {}, make("strong", {}, "Play"), " drives a small world with real requests."),
        make("li", {}, "Drag to move a drawing, turn the wheel to zoom. Keys: ", ...keys({ f: "full screen", p: "this panel", l: "legend", [every("#drawing-tabs button").map((tab) => tab.dataset.number).join(" ")]: "drawings and tables", 0: "all of the drawing", "+ −": "size", "/": "search" }), ".")),
      spec.derived ? make("p", {}, `The drawings and tables of the profile ${profile} show the base lifecycle. They leave out ${spec.derived} rules that follow from it, for a version mismatch or a job in deletion; the search finds them.`) : null,
      make("h3", {}, `${spec.rules.length} rules, by their evidence`),
      make("table", { class: "counts" }, make("tbody", {}, Object.keys(spec.basis).map((basis) => make("tr", {},
        make("th", { scope: "row" }, basisChip(basis)), make("td", {}, String(count(basis))),
        make("td", { class: "quiet" }, { DOCUMENTED: "AWS says it", OBSERVED: "seen on the real service", INFERRED: "follows from what AWS says", UNSPECIFIED: "the sources say nothing, or contradict each other" }[basis]))))),
      make("p", { class: "quiet" }, `Of the ${open.length} unspecified rules, ${ofVerdict("reject")} reject for sure, with an open error; ${ofVerdict("either")} leave open whether they accept; of ${ofVerdict("unspecified")} the sources say nothing. A rule answers one cell or more: of ${spec.cells.all} cells, ${spec.cells.unspecified} are unspecified, and ${spec.cells.several} permit several answers.`)] };
  }

  return { show, card, source, ofRules, ofState, ofCouplings, force, found, welcome, basisChip, forcePairs };
})();
