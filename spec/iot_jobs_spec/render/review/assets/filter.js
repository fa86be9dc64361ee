// The filter: words, a basis, force. Decides which rules pass, and shows that in drawings and tables.

const filter = (() => {
  const search = byId("search");
  const shownBasis = () => new Set(every('#basis input:checked').map((box) => box.value));
  const wantedForce = () => document.querySelector('input[name="force"]:checked').value;
  const words = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);

  const claimText = (names) => names.flatMap((name) => [name, spec.facts[name].fact, spec.facts[name].says, spec.facts[name].where]);
  function textOf(rule) {
    const guards = Object.keys(rule.guards).flatMap((guard) => [guard, spec.guards[guard]]);
    const effects = rule.does.map((name) => spec.effects[name].says);
    const outcomes = rule.outcomes.map((outcome) => outcomeWords(outcome, rule.source));
    const devices = rule.loses.flatMap(({ claims }) => ["the device recovers", ...claimText(claims)]);
    return [rule.id, rule.event, VERDICTS[rule.verdict], spec.basis[rule.basis], ...outcomes, ...guards, ...effects, ...devices, ...claimText(citedBy(rule))].join(" ").toLowerCase();
  }
  const texts = new Map(spec.rules.map((rule) => [rule, textOf(rule)]));

  const statements = [
    { title: `Limit: ${spec.limit.value} deletions at a time`, says: `At most ${spec.limit.value} jobs are ${spec.meaning.deleting} at a time.`, claims: spec.limit.claims },
    ...spec.couplings.map(({ status, event, claims }) => ({ title: `Coupling: while ${status}, ${event}`, says: `While a job is ${status}, ${event} is possible for its executions.`, claims })),
    { title: "Pending executions", says: `Pending are ${spec.pending.statuses.join(" and ")}; a device gets them in this order.`, claims: spec.pending.claims },
    ...spec.allowances.map(({ error, event, source, claims }) => ({ title: `At any time: ${errorWords(error)}`, says: event ? `May answer ${event} of a job in ${source ?? "none"}; nothing changes.` : "May answer any request; nothing changes.", claims })),
    ...spec.constraints.map(({ name, member, shortest, longest, claims }) => ({ title: `Constraint: ${name}`, says: `${member}: ${shortest} to ${longest ?? "any number"}. A request that breaks it is answered ${errorWords(spec.malformed.outcomes[0].error)}.`, claims })),
  ].map((rule) => ({ ...rule, text: [rule.title, rule.says, ...claimText(rule.claims)].join(" ").toLowerCase() }));

  const hasWords = (text) => words().every((word) => text.includes(word));
  const hasForce = (rule) => wantedForce() === "any" || [undefined, wantedForce() === "with"].includes(rule.guards[spec.meaning.force]);
  const passes = (rule) => hasForce(rule) && shownBasis().has(rule.basis) && hasWords(texts.get(rule));
  /** Whether a coupling passes with the rules of its step: their own evidence does not matter. */
  const possible = ({ status, event, claims, basis }, rules) => shownBasis().has(basis) && rules.some(hasForce) &&
    (hasWords([status, event, ...claimText(claims)].join(" ").toLowerCase()) || rules.some((rule) => hasWords(texts.get(rule))));

  /** The rules and statements that the search finds; rules with the words in their id come first. */
  function found() {
    const own = (rule) => words().every((word) => rule.id.toLowerCase().includes(word));
    const rules = spec.rules.filter(passes);
    const others = statements.filter((rule) => hasWords(rule.text) && rule.claims.some((name) => shownBasis().has(spec.facts[name].basis)));
    return { rules: [...rules.filter(own), ...rules.filter((rule) => !own(rule))], others };
  }

  function apply() {
    drawings.fade(passes, possible);
    drawings.emphasise(words().length ? spec.rules.filter(passes) : wantedForce() === "any" ? [] : explain.forcePairs().filter(({ matters }) => matters).map(({ usual, forced }) => (wantedForce() === "with" ? forced : usual)));
    document.body.dataset.force = wantedForce();
  }
  function showSearch() {
    apply();
    if (!words().length) return explain.show(explain.welcome(), { fresh: true });
    const { rules, others } = found();
    return explain.show(explain.found(`Rules with “${search.value.trim()}”: ${rules.length + others.length}`, rules, others), { fresh: true });
  }
  function showBasis() {
    apply();
    if (words().length) return showSearch();
    const shown = shownBasis();
    const names = [...shown].map((basis) => spec.basis[basis]);
    if (shown.size === Object.keys(spec.basis).length) return explain.show(explain.welcome(), { fresh: true });
    const { rules } = found();
    return explain.show(explain.found(`Rules that are ${names.join(" or ") || "none of these"}: ${rules.length}`, rules, []), { fresh: true });
  }

  /** `open` brings the panel to the front, for a search or for another choice. */
  function start(open) {
    search.addEventListener("input", () => { open.search(); showSearch(); });
    search.addEventListener("keydown", (event) => { if (event.key === "Escape") { search.value = ""; showSearch(); } });
    for (const box of every("#basis input")) box.addEventListener("change", () => { open.choose(); showBasis(); });
    for (const choice of every('input[name="force"]')) choice.addEventListener("change", () => {
      open.choose();
      apply();
      explain.show(wantedForce() === "any" ? explain.welcome() : explain.force(wantedForce()), { fresh: true });
    });
    apply();
  }
  return { start, words, passes, search: (word) => { search.value = word; showSearch(); } };
})();
