// The panel in which the reader drives a world; the drawings follow it.

const player = (() => {
  const USUAL = { jobs: ["firmware-7", "firmware-8", "firmware-9"], things: ["pump-1", "pump-2", "pump-3"], limit: spec.limit.value };
  let play = newPlay(USUAL);
  let scenario = null;
  let chosen = { job: USUAL.jobs[0], thing: USUAL.things[0] };
  let changed = () => {};
  let started = false;

  function take(step, pick = 0) {
    const entry = play.take(step, pick);
    if (!entry) return;
    const { jobId, thingName } = step.event === undefined ? step.input : step;
    chosen = { job: jobId ?? chosen.job, thing: thingName ?? chosen.thing };
    refresh();
    announce(entry.answer ? `${stepWords(step)}: ${answerWords(entry.answer)}` : stepWords(step));
  }
  function ask(question) {
    const latest = play.world().jobs[chosen.job]?.executions[chosen.thing];
    take({ operation: question.operation, input: inputs.of(question, { ...chosen, number: latest ? worlds.numberOf(latest) : 1 }) });
  }
  /** The subject of a background button: the selected cell, else another of its job, else any. */
  function nextOf(event) {
    const all = play.possible().filter((one) => one.event === event);
    const here = all.find(({ jobId, thingName }) => jobId === chosen.job && (thingName === null || thingName === chosen.thing));
    return { all, next: here ?? all.find(({ jobId }) => jobId === chosen.job) ?? all[0] };
  }
  function takeBackground(event) {
    const { next } = nextOf(event);
    if (next) take({ event, jobId: next.jobId, thingName: next.thingName });
  }

  // Scenarios.
  function script() {
    return scenario ? scripted(scenario) : null;
  }
  /** The next step of the scenario, as long as the play keeps to it. */
  function upcoming() {
    if (!scenario) return null;
    const { given, steps } = script();
    const all = [...given, ...steps];
    const kept = play.entries().slice(0, play.at()).every((entry, at) => all[at] && meaning.same([entry.step, entry.pick], [all[at].step, all[at].pick]));
    return { kept, next: kept ? all[play.at()] ?? null : null, done: play.at() - given.length, count: steps.length, last: kept && play.at() > given.length ? all[play.at() - 1] : null };
  }
  function load(name) {
    scenario = spec.scenarios.find((one) => one.name === name) ?? null;
    byId("scenario").value = scenario?.name ?? "";
    begin(scenario ? castOf(scenario) : USUAL);
    if (scenario) for (const { step, pick } of script().given) play.take(step, pick);
    refresh();
    announce(scenario ? scenario.title : "free play");
  }
  /** The scenario's next step, and back. */
  function next() {
    const now = upcoming();
    if (now?.next) take(now.next.step, now.next.pick);
  }
  function back() {
    if (!(upcoming()?.done > 0)) return;
    play.goTo(play.at() - 1);
    refresh();
  }
  function begin(setup) {
    play = newPlay(setup);
    chosen = { job: setup.jobs[0], thing: setup.things[0] };
    byId("limit").value = String(setup.limit);
    inputs.drawTargets(setup.things);
  }

  // Drawing.
  function chip(status, machine, extra = "") {
    return make("span", { class: `status ${machine.toLowerCase()} ${status.toLowerCase()}`, "data-status": status }, breakable(status), extra ? make("small", {}, extra) : null);
  }
  const versionWords = (x) => `v${x.version}${x.mayBeBumped ? ` or v${x.version + 1}` : ""}`;
  const flagWords = (flag) => (flag === null ? "forced?" : flag ? "forced" : "");
  const detailWords = (x) => (Object.keys(x.details).length ? JSON.stringify(x.details) : "");
  const lifeWords = (x) => [worlds.numberOf(x) > 1 ? `try ${worlds.numberOf(x)}` : "", x.stepTimer ? "step timer" : ""];
  const configWords = ({ config }) => [config.continuous ? "continuous" : "", config.inProgressTimeout ? "timer" : "",
    Object.keys(config.retries).length ? "retries" : "", config.abort.length ? "abort" : ""].filter(Boolean).join(", ");

  function cellOf(jobId, thing) {
    const job = play.world().jobs[jobId];
    const execution = job?.executions[thing];
    const selected = jobId === chosen.job && thing === chosen.thing;
    const waits = job && !execution && job.targets.includes(thing) && !(thing in job.deleted);
    const said = execution ? chip(execution.status, "Execution", [versionWords(execution), ...lifeWords(execution), flagWords(execution.forceCanceled), detailWords(execution)].filter(Boolean).join(" ")) : make("span", { class: "none" }, waits ? "to come" : "–");
    return make("td", {}, make("button", {
      class: "world-cell", "aria-pressed": selected, "data-job": jobId, "data-thing": thing,
      "aria-label": `${jobId} on ${thing}: ${execution ? `${execution.status} ${versionWords(execution)} ${flagWords(execution.forceCanceled)}` : "no execution"}`,
      on: { click: () => { chosen = { job: jobId, thing }; refresh(); } },
    }, said));
  }
  function jobHead(jobId) {
    const job = play.world().jobs[jobId];
    return make("th", { scope: "row", "data-job": jobId }, make("span", { class: "job-id" }, jobId),
      job ? chip(job.status, "Job", [flagWords(job.forceCanceled), configWords(job)].filter(Boolean).join(", ")) : make("span", { class: "none" }, "no such job"));
  }
  function drawWorld() {
    const { jobs, things } = play.setup;
    byId("world").classList.toggle("many", jobs.length > 3);
    fill(byId("world"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "job"), things.map((thing) => make("th", { scope: "col" }, thing)))),
      make("tbody", {}, jobs.map((jobId) => make("tr", {}, jobHead(jobId), things.map((thing) => cellOf(jobId, thing))))));
    showRow(byId("world").parentElement, byId("world").querySelector('[aria-pressed="true"]'));
  }

  /** The result of a step with the new state of its subject, because several outcomes can share an answer. */
  function resultWords({ answer, world, rule }, step) {
    if (answer?.error) return `× ${errorWords(answer.error)}`;
    const { jobId, thingName } = step.event === undefined ? step.input : step;
    const id = jobId ?? answer?.response?.jobId;
    const job = world.jobs[id];
    const x = thingName ? job?.executions[thingName] : null;
    const state = x ? `${x.status} ${versionWords(x)}${detailWords(x) ? ` ${detailWords(x)}` : ""}` : thingName ? (jobId ? "gone" : "") : job?.status ?? "gone";
    const said = Array.isArray(answer?.response) ? answerWords(answer) : state;
    return `${SIGNS[rule.operation ? "accept" : "background"]} ${rule.operation ? "accepted" : "background step"}${said ? `: ${said}` : ""}`;
  }
  function drawAnswer() {
    const entry = play.last();
    const box = byId("answer");
    const open = new Set(entry?.permitted.map(({ answer }) => Boolean(answer?.error))).size > 1;
    box.className = `answer ${open ? "doubted" : entry?.answer?.error ? "rejected" : entry ? "fine" : ""}`;
    if (!entry) return fill(box, make("p", { class: "quiet" }, "Nothing has been asked yet. Begin with CreateJob."));
    const { rule, step, permitted, pick } = entry;
    const first = factOf(rule.claims[0]);
    return fill(box,
      make("p", { class: "asked", title: stepWords(step) }, stepWords(step)),
      make("p", { class: "result" }, resultWords(entry, step), " ", make("button", { class: "linklike", id: "why", title: rule.id, on: { click: () => changed("why", rule) } }, "why: the rule")),
      entry.answer?.response ? make("p", {}, "answer: ", answerWords(entry.answer)) : null,
      permitted.length > 1 ? make("div", { class: "others", role: "group", "aria-label": "What the sources permit" },
        make("p", {}, rule.verdict === "unspecified" ? "The sources say nothing. Choose:" : "The sources permit:"),
        permitted.map((one, at) => make("button", { "aria-pressed": at === pick, "data-pick": at, on: { click: () => { play.instead(at); refresh(); } } }, resultWords(one, step)))) : null,
      make("p", { class: "because" }, explain.basisChip(first.basis), " ", first.says, " ", make("span", { class: "source" }, explain.source(first))));
  }
  function drawService() {
    for (const button of every("#service button")) {
      const { all, next } = nextOf(button.value);
      button.disabled = !next;
      const more = all.length > 1 ? `, ${all.length - 1} more` : "";
      const subject = next && [next.jobId === chosen.job ? "" : next.jobId, next.thingName].filter(Boolean).join(" · ");
      button.title = next ? `${stepWords(next)}${more}` : "not possible";
      button.lastElementChild.textContent = next ? `${subject || next.jobId}${more}` : "not possible";
    }
  }
  function drawScenario() {
    const now = upcoming();
    byId("scenario-box").hidden = byId("story").hidden = !now;
    if (!now) return;
    byId("scenario-start").hidden = now.done > 0;
    byId("scenario-title").textContent = scenario.title;
    byId("scenario-why").textContent = scenario.why;
    byId("scenario-begins").textContent = scenario.begins;
    byId("scenario-at").textContent = now.done > 0 ? `step ${now.done} of ${now.count}` : `${now.count} steps`;
    byId("scenario-back").disabled = now.done <= 0;
    const next = byId("scenario-next");
    next.disabled = byId("story-next").disabled = !now.next;
    next.textContent = now.next ? "Next step ›" : now.kept ? "The end" : "You left it";
    const came = () => (now.last.step.event ? [] : [" ", ...comeWords(now.last)]);
    const says = () => [make("strong", {}, now.last.who), `: ${now.last.says}.`];
    fill(byId("scenario-says"),
      now.last ? make("p", {}, says()) : null,
      make("p", { class: "quiet" }, now.next ? ["Next: ", make("strong", {}, now.next.who), `: ${now.next.says}.`]
        : now.kept ? "That was the last step." : "Step back to return to it, or choose it again."));
    const at = make("span", { class: "quiet" }, `${byId("scenario-at").textContent} `);
    fill(byId("story-says"), ...(now.last
      ? [make("span", { class: "block" }, at, make("strong", { class: now.last.step.event ? "happens" : "" }, now.last.call), came()), make("span", { class: "block" }, says())]
      : [make("span", { class: "block" }, at, make("strong", {}, scenario.title)), make("span", { class: "block" }, scenario.begins)]));
  }
  function lightDrawings() {
    const counts = {};
    const add = (state) => { counts[state] = (counts[state] ?? 0) + 1; };
    for (const job of Object.values(play.world().jobs)) {
      add(`Job.${job.status}`);
      add(wholeState(job));
      for (const x of Object.values(job.executions)) add(`Execution.${x.status}`);
    }
    const job = play.world().jobs[chosen.job];
    const x = job?.executions[chosen.thing];
    const last = play.last();
    const refused = last?.answer?.error ? [`${last.rule.machine}.${last.rule.source ?? "ABSENT"}`, job && wholeState(job)] : [];
    const open = last?.permitted.some(({ answer }) => !answer?.error) ?? false;
    drawings.light(counts, [job && `Job.${job.status}`, job && wholeState(job), x && `Execution.${x.status}`].filter(Boolean), last?.rule ?? null, refused, open);
    drawings.follow();
  }

  /** The id, in the drawing of the whole system, of the state of a job with its executions. */
  function wholeState(job) {
    const all = Object.values(job.executions);
    const counts = spec.statuses.Execution.map((status) => all.filter((x) => x.status === status).length);
    return `Whole.${job.status === spec.meaning.deleting ? job.status : [job.status, ...counts].join("-")}`;
  }

  /** Redraw everything; the focus stays where it was. */
  function refresh() {
    if (!started) return;
    const { job, thing, pick, at } = document.activeElement?.dataset ?? {};
    drawWorld();
    drawAnswer();
    drawService();
    historyView.draw(play, resultWords, refresh);
    drawScenario();
    byId("subject-job").textContent = chosen.job;
    byId("subject-thing").textContent = chosen.thing;
    byId("deletions").textContent = `${worlds.deletions(play.world())} of ${play.setup.limit} jobs are being deleted`;
    lightDrawings();
    const again = job && thing ? `[data-job="${job}"][data-thing="${thing}"]` : pick ? `[data-pick="${pick}"]` : at ? `[data-at="${at}"]` : null;
    if (again) byId("play").querySelector(again)?.focus();
    changed("played", link.write({ setup: play.setup, steps: play.entries().slice(0, play.at()) }));
  }

  function makeButtons() {
    const all = Object.entries(spec.operations);
    const reports = new Set(all.filter(([question, { operation }]) => question !== operation).map(([, { operation }]) => operation));
    for (const [question, about] of all) {
      const { operation, machine, members, says, requested } = about;
      const report = reports.has(operation);
      const place = report ? "report" : members.includes("jobId") ? machine.toLowerCase() : "thing";
      byId(`requests-${place}`).append(make("button", { value: question, title: says, on: { click: () => ask(about) } }, report ? requested : operation));
    }
    byId("requests-report").previousElementSibling.hidden = byId("requests-report").hidden = reports.size === 0;
    byId("requests-report").previousElementSibling.append(...[...reports].flatMap((name) => [make("br"), ...breakable(name)]));
    for (const [machine, events] of Object.entries(spec.background)) for (const event of events) {
      if (!changesAnything(machine, event)) continue;
      byId("service").append(make("button", { value: event, on: { click: () => takeBackground(event) } }, make("em", {}, event), make("small", {}, "")));
    }
    byId("scenario").append(...spec.scenarios.map(({ name, title }) => make("option", { value: name }, title)));
  }
  const changesAnything = (machine, event) => spec.rules.some((rule) => rule.machine === machine && rule.event === event && rule.outcomes[0].status !== rule.source);

  function start(onChange) {
    changed = onChange;
    makeButtons();
    byId("scenario").addEventListener("change", (event) => { load(event.target.value); if (scenario) byId("scenario-next").focus(); });
    for (const id of ["scenario-next", "story-next"]) byId(id).addEventListener("click", next);
    byId("scenario-back").addEventListener("click", back);
    byId("limit").addEventListener("change", (event) => { scenario = null; byId("scenario").value = ""; begin({ ...play.setup, limit: Number(event.target.value) }); refresh(); });
    byId("undo").addEventListener("click", () => { play.goTo(play.at() - 1); refresh(); });
    byId("redo").addEventListener("click", () => { play.goTo(play.at() + 1); refresh(); });
    byId("reset").addEventListener("click", () => { if (scenario) load(scenario.name); else { begin(play.setup); refresh(); } });
    inputs.start();
    inputs.drawTargets(USUAL.things);
    started = true;
    refresh();
  }
  /** Restore a play from a link. Throws if one of its steps is not possible. */
  function restore({ setup, steps }) {
    const restored = newPlay(setup);
    steps.forEach(({ step, pick }, at) => { if (!restored.take(step, pick)) throw new Error(`step ${at + 1}, ${stepWords(step)}, is not possible`); });
    scenario = null;
    byId("scenario").value = "";
    begin(setup);
    play = restored;
    refresh();
  }
  const code = () => boto.code(play.entries().slice(0, play.at()), play.setup.things);
  const fragment = () => link.write({ setup: play.setup, steps: play.entries().slice(0, play.at()) });

  return { start, load, next, back, restore, code, fragment, refresh, take, current: () => play, scenarioName: () => scenario?.name };
})();
