// The engine of a play: the permitted answers to a request, and the possible background steps. It
// looks every decision up in the rules; only the meaning of the guards and of the effects is code.

const engine = ((spec) => {
  const { deleting, live, withJob, withExecution, withAddressed, onThing, earlierOn, pendingOf, fronts } = worlds;
  const { asks, given, same, moved, movedJob, jobAfter } = meaning;

  const cells = new Map();
  const keyOf = (machine, event, status) => `${machine} ${event} ${status ?? ""}`;
  for (const rule of spec.rules) {
    const key = keyOf(rule.machine, rule.event, rule.source);
    cells.set(key, [...(cells.get(key) ?? []), rule]);
  }

  /** The rule that answers, or null where no background step is possible. */
  function decide(machine, event, world, job, execution, request) {
    const subject = machine === "Job" ? job : execution;
    const rules = cells.get(keyOf(machine, event, subject?.status)) ?? [];
    const holds = (guard) => asks[guard](world, job, execution, request);
    return rules.find((rule) => Object.entries(rule.guards).every(([guard, want]) => holds(guard) === want)) ?? null;
  }

  const OK = { error: null, response: null };
  const permitted = (answer, world, rule) => ({ answer, world, rule });
  const rejected = (code, world, rule) => permitted({ error: code, response: null }, world, rule);
  const accepted = (response) => ({ error: null, response });

  function jobStep(world, { machine, event, reads }, request) {
    const job = world.jobs[request.jobId] ?? null;
    const rule = decide(machine, event, world, job, null, request);
    return rule.outcomes.flatMap(({ error, status }) => {
      if (error) return [rejected(error, world, rule)];
      if (reads) return job === null ? [permitted(OK, world, rule)] : shown.ofJob[event](request.jobId, job).map((response) => permitted(accepted(response), world, rule));
      const after = status === null ? null : job === null ? worlds.jobOf(request, status) : movedJob(job, rule, status, request);
      return [permitted(OK, withJob(world, request.jobId, after), rule)];
    });
  }

  /** An execution with an unknown version or flag becomes one for each possibility. */
  function resolved(x, reads, expected) {
    const shows = reads || (given(expected) && [x.version, x.version + 1].includes(expected));
    const versions = x.mayBeBumped && shows ? [x.version, x.version + 1] : [x.version];
    const flags = x.forceCanceled === null && reads ? [false, true] : [x.forceCanceled];
    if (versions.length === 1 && flags.length === 1) return [x];
    return versions.flatMap((version) => flags.map((forceCanceled) => ({ ...x, version, forceCanceled, mayBeBumped: false })));
  }

  function executionStep(world, { machine, event, reads }, request) {
    const { jobId, thingName } = request;
    const stored = worlds.addressed(world.jobs[jobId] ?? null, thingName, request.executionNumber);
    const known = stored === null ? [null] : resolved(stored, reads, request.expectedVersion);
    return known.flatMap((execution) => {
      const here = execution === stored ? world : withAddressed(world, jobId, thingName, stored, execution);
      const rule = decide(machine, event, here, here.jobs[jobId] ?? null, execution, request);
      return rule.outcomes.flatMap(({ error, status }) => {
        if (error) return [rejected(error, here, rule)];
        if (reads && execution !== null) return [permitted(accepted(shown.execution(jobId, thingName, execution)), here, rule)];
        return after(here, jobId, thingName, execution, rule, status, request).flatMap(([now, x]) => {
          if (x === null || !request.includeJobExecutionState) return [permitted(OK, now, rule)];
          return resolved(x, true).map((one) => permitted(accepted(shown.state(one)), now, rule));
        });
      });
    });
  }

  /** The worlds after an accepted step, each with the new execution. */
  function after(world, jobId, thing, before, rule, status, request) {
    if (before === null) return [[world, null]];
    const found = status === null ? [null] : moved(before, rule, status, request, world);
    return found.map((x) => [placed(world, jobId, thing, before, x, rule), x]);
  }
  function placed(world, jobId, thing, before, execution, rule) {
    if (execution === before) return world;
    const job = world.jobs[jobId];
    if (worlds.isEarlier(job, thing, before)) return withAddressed(world, jobId, thing, before, execution);
    return withExecution(withJob(world, jobId, jobAfter(job, rule, thing, before)), jobId, thing, execution);
  }

  function startNext(world, { machine, event }, request) {
    const thing = request.thingName;
    const found = fronts(world, thing).flatMap(({ jobId, job, execution }) => {
      const rule = decide(machine, event, world, job, execution, request);
      return rule.outcomes.flatMap(({ error, status }) => {
        if (error) return [rejected(error, world, rule)];
        return after(world, jobId, thing, execution, rule, status, request).map(([now, x]) =>
          permitted(x !== null && live(x) ? accepted(shown.execution(jobId, thing, x)) : OK, now, rule));
      });
    });
    return found.filter((one, at) => found.findIndex((other) => same(one, other)) === at);
  }
  /** A listing of a thing, by the rule for the execution that its device gets next. */
  function listed(world, { machine, event }, request, listings) {
    const { job, execution } = fronts(world, request.thingName).at(-1);
    const rule = decide(machine, event, world, job, execution, request);
    return rule.outcomes.flatMap(({ error }) =>
      (error ? [rejected(error, world, rule)] : listings.map((found) => permitted(accepted(shown.inOrder(found)), world, rule))));
  }
  function listPending(world, question, request) {
    const pending = pendingOf(world, request.thingName);
    const open = pending.filter(({ job }) => job.status === deleting);
    const sure = pending.filter((one) => !open.includes(one));
    return listed(world, question, request, subsets(open).map((extra) => [...sure, ...extra].map(({ jobId, execution }) => shown.pending(jobId, execution))));
  }
  function listForThing(world, question, request) {
    const thing = request.thingName;
    const every = [...onThing(world, thing), ...earlierOn(world, thing)];
    return listed(world, question, request, [every.map(({ jobId, execution }) => shown.entry(jobId, thing, execution))]);
  }
  const OF_THINGS = { start_next: startNext, list_pending: listPending, list_executions: listForThing };
  /** Every subset of the list, the largest first. */
  function subsets(list) {
    return list.reduce((found, one) => found.flatMap((some) => [[...some, one], some]), [[]]).sort((a, b) => b.length - a.length);
  }

  /** The question that a request asks: its operation, with the status that it gives where that has rules of its own. */
  function questionOf(operation, { status }) {
    const every = Object.values(spec.operations).filter((one) => one.operation === operation);
    return every.find(({ requested }) => requested === status) ?? every.find(({ requested }) => requested === spec.meaning.other) ?? every[0];
  }
  /** Every permitted answer to a request, each with the world after it; the expected one first. */
  function step(world, operation, request) {
    const question = questionOf(operation, request);
    if (!given(request.jobId)) return OF_THINGS[question.event](world, question, request);
    return (given(request.thingName) ? executionStep : jobStep)(world, question, request);
  }

  /** Every background step that is possible. */
  function background(world) {
    return Object.entries(world.jobs).flatMap(([jobId, job]) => [...toExecutions(world, jobId, job), ...toJob(world, jobId, job)]);
  }
  function toExecutions(world, jobId, job) {
    return spec.couplings.filter(({ status }) => status === job.status).flatMap(({ event }) => job.targets.flatMap((thing) => {
      const execution = job.executions[thing] ?? null;
      if (execution === null && thing in job.deleted) return [];
      const rule = decide("Execution", event, world, job, execution, null);
      const status = rule?.outcomes[0].status;
      if (rule === null || status === (execution?.status ?? null)) return [];
      return [{ event, jobId, thingName: thing, world: stepped(world, jobId, thing, execution, rule, status), rule }];
    }));
  }
  /** The world after a background step of an execution. A removal takes what was tried again with it. */
  function stepped(world, jobId, thing, execution, rule, status) {
    if (execution === null) return withExecution(world, jobId, thing, worlds.freshExecution(world, status));
    if (status === null) return withExecution(withJob(world, jobId, worlds.withoutEarlier(world.jobs[jobId], thing)), jobId, thing, null);
    return after(world, jobId, thing, execution, rule, status, null)[0][0];
  }
  function toJob(world, jobId, job) {
    return spec.background.Job.flatMap((event) => {
      const rule = decide("Job", event, world, job, null, null);
      const status = rule?.outcomes[0].status;
      if (rule === null || status === job.status) return [];
      const now = status === null ? null : movedJob(job, rule, status, null);
      return [{ event, jobId, thingName: null, world: withJob(world, jobId, now), rule }];
    });
  }

  return { step, background, questionOf };
})(spec);
