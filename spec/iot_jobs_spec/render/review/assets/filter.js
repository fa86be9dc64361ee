// What is looked for: words, a basis, force. Decides which rows pass, and shows it everywhere.

const filter = (() => {
  const search = byId("search");
  const shownBasis = () => new Set(every('#basis input:checked').map((box) => box.value));
  const wantedForce = () => document.querySelector('input[name="force"]:checked').value;
  const words = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);

  const claimText = (names) => names.flatMap((name) => [name, spec.facts[name].fact, spec.facts[name].says, spec.facts[name].where]);
  function textOf(row) {
    const guards = Object.keys(row.guards).flatMap((guard) => [guard, spec.guards[guard]]);
    const effects = row.does.map((name) => spec.effects[name].says);
    const outcomes = row.outcomes.map((outcome) => outcomeWords(outcome, row.source));
    return [row.id, row.event, VERDICTS[row.verdict], spec.basis[row.basis], ...outcomes, ...guards, ...effects, ...claimText(citedBy(row))].join(" ").toLowerCase();
  }
  const texts = new Map(spec.rows.map((row) => [row, textOf(row)]));

  const others = [
    { title: `Limit: ${spec.limit.value} deletions at a time`, says: `At most ${spec.limit.value} jobs are ${spec.meaning.deleting} at a time.`, claims: spec.limit.claims },
    ...spec.couplings.map(({ status, event, claims }) => ({ title: `Coupling: while ${status}, ${event}`, says: `While a job is ${status}, ${event} may happen to its executions.`, claims })),
    { title: "Pending executions", says: `Pending are ${spec.pending.statuses.join(" and ")}; a device gets them in this order.`, claims: spec.pending.claims },
    ...spec.allowances.map(({ error, event, source, claims }) => ({ title: `At any time: ${errorWords(error)}`, says: event ? `May answer ${event} of a job in ${source ?? "none"}; nothing changes.` : "May answer any request; nothing changes.", claims })),
    ...spec.constraints.map(({ name, member, shortest, longest, claims }) => ({ title: `Constraint: ${name}`, says: `${member}: ${shortest} to ${longest ?? "any number"}. A request that breaks it is answered ${errorWords(spec.malformed.outcomes[0].error)}.`, claims })),
  ].map((rule) => ({ ...rule, text: [rule.title, rule.says, ...claimText(rule.claims)].join(" ").toLowerCase() }));

  const hasWords = (text) => words().every((word) => text.includes(word));
  function passes(row) {
    const force = wantedForce();
    if (force !== "any" && row.guards.force !== undefined && row.guards.force !== (force === "with")) return false;
    return shownBasis().has(row.basis) && (!words().length || hasWords(texts.get(row)));
  }

  /** What the search finds, the rows first that say the words themselves. */
  function found() {
    const own = (row) => words().every((word) => row.id.toLowerCase().includes(word));
    const rows = spec.rows.filter(passes);
    const rules = others.filter((rule) => hasWords(rule.text) && rule.claims.some((name) => shownBasis().has(spec.facts[name].basis)));
    return { rows: [...rows.filter(own), ...rows.filter((row) => !own(row))], rules };
  }

  function apply() {
    drawings.fade(passes);
    drawings.emphasise(words().length ? spec.rows.filter(passes) : wantedForce() === "any" ? [] : explain.forcePairs().map(({ usual, forced }) => (wantedForce() === "with" ? forced : usual)));
    document.body.dataset.force = wantedForce();
  }
  function showSearch() {
    apply();
    if (!words().length) return explain.show(explain.welcome(), { fresh: true });
    const { rows, rules } = found();
    return explain.show(explain.found(`Rules with “${search.value.trim()}”: ${rows.length + rules.length}`, rows, rules), { fresh: true });
  }
  function showBasis() {
    apply();
    if (words().length) return showSearch();
    const shown = shownBasis();
    const names = [...shown].map((basis) => spec.basis[basis]);
    if (shown.size === Object.keys(spec.basis).length) return explain.show(explain.welcome(), { fresh: true });
    const { rows } = found();
    return explain.show(explain.found(`Rows that are ${names.join(" or ") || "none of these"}: ${rows.length}`, rows, []), { fresh: true });
  }

  /** `open` brings the panel to the front. */
  function start(open) {
    search.addEventListener("input", () => { open(); showSearch(); });
    search.addEventListener("keydown", (event) => { if (event.key === "Escape") { search.value = ""; showSearch(); } });
    for (const box of every("#basis input")) box.addEventListener("change", () => { open(); showBasis(); });
    for (const choice of every('input[name="force"]')) choice.addEventListener("change", () => {
      open();
      apply();
      explain.show(wantedForce() === "any" ? explain.welcome() : explain.force(wantedForce()), { fresh: true });
    });
    apply();
  }
  return { start, words, passes, search: (word) => { search.value = word; showSearch(); } };
})();
