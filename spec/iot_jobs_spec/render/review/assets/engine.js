// The engine of a play: the permitted answers to a request, and the possible background steps. It
// looks every decision up in the rules; only the meaning of the guards and of the effects is code.

const engine = ((spec) => {
  const { rolling, deleting } = spec.meaning;
  const live = (execution) => spec.pending.statuses.includes(execution.status);
  const executionsOf = (job) => Object.values(job.executions);

  const cells = new Map();
  const keyOf = (machine, event, status) => `${machine} ${event} ${status ?? ""}`;
  for (const rule of spec.rules) {
    const key = keyOf(rule.machine, rule.event, rule.source);
    cells.set(key, [...(cells.get(key) ?? []), rule]);
  }

  // The meaning of each kind of guard; which guards there are, the spec says.
  const KINDS = {
    // The flag of the request; for a background step, the flag of the request that caused it.
    Flag: ({ member, stored }) => (_world, job, _execution, request) => (request === null ? job !== null && job[stored] : request[member] === true),
    Mismatch: ({ member, field }) => (_world, _job, execution, request) => given(request?.[member]) && execution !== null && request[member] !== execution[field],
    LimitReached: () => (world) => deletions(world) >= world.limit,
    AllTerminal: () => (_world, job) => job !== null && !(job.status === rolling && executionsOf(job).length < job.targets.length) && !executionsOf(job).some(live),
    NoExecutions: () => (_world, job) => job !== null && executionsOf(job).length === 0,
    Repeats: ({ members }) => (_world, job, _execution, request) => job !== null && request !== null && members.every((name) => same(made(request)[name], job[name])),
    JobDeleting: () => (_world, job) => job !== null && job.status === deleting,
  };
  const ASK = Object.fromEntries(Object.entries(spec.questions).map(([name, question]) => [name, KINDS[question.kind]?.(question)]));
  const made = (request) => ({ ...request, targets: [...new Set(request.targets)], document: request.document ?? "{}" });

  // An effect that the sources leave open has several results.
  const DO_TO_EXECUTION = {
    VERSION_GROWS: (x) => [{ ...x, version: x.version + 1 }],
    VERSION_MAY_GROW: (x) => [{ ...x, mayBeBumped: true }],
    FLAGGED: (x) => [{ ...x, forceCanceled: true }],
    MAY_BE_FLAGGED: (x) => [{ ...x, forceCanceled: null }],
    DETAILS_TAKEN: (x, request) => taken(x, request?.statusDetails),
    DETAILS_REPLACED: (x, request) => [given(request?.statusDetails) ? { ...x, details: request.statusDetails } : x],
    NOT_FLAGGED: (x) => [x],
    STARTS_AT_ONE: (x) => [x],
  };
  const DO_TO_JOB = {
    JOB_FLAGGED: (job) => ({ ...job, forceCanceled: true }),
    JOB_NOT_FLAGGED: (job) => job,
    REASON_KEPT: (job, request) => ({ ...job, reasonCode: request.reasonCode ?? null, comment: request.comment ?? null }),
  };

  function given(value) {
    return value !== undefined && value !== null;
  }
  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
  }
  function same(one, other) {
    return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
  }
  function deletions(world) {
    return Object.values(world.jobs).filter((job) => job.status === deleting).length;
  }
  function taken(x, details) {
    if (!given(details) || same(details, x.details)) return [x];
    const joined = { ...x.details, ...details };
    const chosen = same(joined, details) ? [details] : [details, joined];
    return chosen.map((now) => ({ ...x, details: now }));
  }

  const emptyWorld = (limit = spec.limit.value) => ({ limit, queued: 0, jobs: {} });

  function withJob(world, jobId, job) {
    const jobs = { ...world.jobs };
    if (job === null) delete jobs[jobId];
    else jobs[jobId] = job;
    return { ...world, jobs };
  }
  function withExecution(world, jobId, thing, execution) {
    const job = world.jobs[jobId];
    const executions = { ...job.executions };
    if (execution === null) delete executions[thing];
    else executions[thing] = execution;
    const queued = Math.max(world.queued, execution?.order ?? 0);
    return { ...withJob(world, jobId, { ...job, executions }), queued };
  }

  /** The rule that answers, or null where no background step is possible. */
  function decide(machine, event, world, job, execution, request) {
    const subject = machine === "Job" ? job : execution;
    const rules = cells.get(keyOf(machine, event, subject?.status)) ?? [];
    const holds = (guard) => ASK[guard](world, job, execution, request);
    return rules.find((rule) => Object.entries(rule.guards).every(([guard, want]) => holds(guard) === want)) ?? null;
  }

  function moved(execution, rule, status, request) {
    // MAY_BE_FLAGGED comes last: it leaves the flag open, whatever another effect did to it.
    const effects = [...rule.does].sort((a, b) => (a === "MAY_BE_FLAGGED") - (b === "MAY_BE_FLAGGED"));
    return effects.reduce((all, name) => all.flatMap((x) => DO_TO_EXECUTION[name](x, request)), [{ ...execution, status }]);
  }
  function movedJob(job, rule, status, request) {
    return rule.does.reduce((now, name) => DO_TO_JOB[name](now, request), { ...job, status });
  }

  const OK = { error: null, response: null };
  const permitted = (answer, world, rule) => ({ answer, world, rule });
  const rejected = (code, world, rule) => permitted({ error: code, response: null }, world, rule);
  const accepted = (response) => ({ error: null, response });

  function jobStep(world, operation, request) {
    const { machine, event, reads } = spec.operations[operation];
    const job = world.jobs[request.jobId] ?? null;
    const rule = decide(machine, event, world, job, null, request);
    return rule.outcomes.map(({ error, status }) => {
      if (error) return rejected(error, world, rule);
      let after = null;
      if (job !== null) after = status === null ? null : movedJob(job, rule, status, request);
      else if (status !== null) {
        const { targets, document = "{}" } = request;
        const unique = [...new Set(targets)];
        after = { status, targets: unique, document, executions: {}, forceCanceled: false, reasonCode: null, comment: null };
      }
      const answer = reads && job !== null ? accepted(shown.ofJob[event](request.jobId, job)) : OK;
      return permitted(answer, reads ? world : withJob(world, request.jobId, after), rule);
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

  function executionStep(world, operation, request) {
    const { machine, event, reads } = spec.operations[operation];
    const { jobId, thingName } = request;
    const job = world.jobs[jobId] ?? null;
    const stored = job?.executions[thingName] ?? null;
    const known = stored === null ? [null] : resolved(stored, reads, request.expectedVersion);
    return known.flatMap((execution) => {
      const here = execution === stored ? world : withExecution(world, jobId, thingName, execution);
      const rule = decide(machine, event, here, here.jobs[jobId] ?? null, execution, request);
      return rule.outcomes.flatMap(({ error, status }) => {
        if (error) return [rejected(error, here, rule)];
        const answer = reads && execution !== null ? accepted(shown.execution(jobId, thingName, execution)) : OK;
        return after(here, jobId, thingName, execution, rule, status, request).map(([now]) => permitted(answer, now, rule));
      });
    });
  }

  /** The worlds after an accepted step, each with the new execution. */
  function after(world, jobId, thing, execution, rule, status, request) {
    if (execution === null) return [[world, null]];
    if (status === null) return [[withExecution(world, jobId, thing, null), null]];
    return moved(execution, rule, status, request).map((x) => [withExecution(world, jobId, thing, x), x]);
  }

  function onThing(world, thing) {
    return Object.entries(world.jobs)
      .filter(([, job]) => job.executions[thing])
      .map(([jobId, job]) => ({ jobId, job, execution: job.executions[thing] }));
  }
  function pendingOf(world, thing) {
    const rank = ({ execution }) => spec.pending.statuses.indexOf(execution.status);
    return onThing(world, thing)
      .filter(({ execution }) => live(execution))
      .sort((a, b) => rank(a) - rank(b) || a.execution.order - b.execution.order);
  }
  /** The next execution of a device: two if it is open whether a deletion already cuts the device off. */
  function fronts(world, thing) {
    const pending = pendingOf(world, thing);
    const sure = pending.filter(({ job }) => job.status !== deleting);
    const over = onThing(world, thing).filter(({ execution }) => !live(execution));
    const rest = [...over, { jobId: "", job: null, execution: null }];
    const [first, second] = [[...sure, ...rest][0], [...pending, ...rest][0]];
    return first.jobId === second.jobId ? [first] : [first, second];
  }

  function thingStep(world, operation, request) {
    return OF_THINGS[spec.operations[operation].event](world, operation, request);
  }
  function startNext(world, operation, request) {
    const { machine, event } = spec.operations[operation];
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
  function listPending(world, operation, request) {
    const { machine, event } = spec.operations[operation];
    const thing = request.thingName;
    const pending = pendingOf(world, thing);
    const open = pending.filter(({ job }) => job.status === deleting);
    const sure = pending.filter((one) => !open.includes(one));
    const { job, execution } = fronts(world, thing).at(-1);
    const rule = decide(machine, event, world, job, execution, request);
    return rule.outcomes.flatMap(({ error }) => {
      if (error) return [rejected(error, world, rule)];
      return subsets(open).map((extra) => {
        const found = [...sure, ...extra].map(({ jobId, execution: x }) => ({ jobId, status: x.status, version: x.version }));
        return permitted(accepted(shown.inOrder(found, "jobId")), world, rule);
      });
    });
  }
  function listForThing(world, operation, request) {
    const { machine, event } = spec.operations[operation];
    const thing = request.thingName;
    const { job, execution } = fronts(world, thing).at(-1);
    const rule = decide(machine, event, world, job, execution, request);
    const found = onThing(world, thing).map(({ jobId, execution: x }) => shown.entry(jobId, thing, x));
    return rule.outcomes.map(({ error }) => (error ? rejected(error, world, rule) : permitted(accepted(shown.inOrder(found, "jobId")), world, rule)));
  }
  const OF_THINGS = { start_next: startNext, list_pending: listPending, list_executions: listForThing };
  /** Every subset of the list, the largest first. */
  function subsets(list) {
    return list.reduce((found, one) => found.flatMap((some) => [[...some, one], some]), [[]]).sort((a, b) => b.length - a.length);
  }

  /** Every permitted answer to a request, each with the world after it; the expected one first. */
  function step(world, operation, request) {
    if (!given(request.jobId)) return thingStep(world, operation, request);
    return (given(request.thingName) ? executionStep : jobStep)(world, operation, request);
  }

  /** Every background step that is possible. */
  function background(world) {
    return Object.entries(world.jobs).flatMap(([jobId, job]) => [...toExecutions(world, jobId, job), ...toJob(world, jobId, job)]);
  }
  function toExecutions(world, jobId, job) {
    return spec.couplings.filter(({ status }) => status === job.status).flatMap(({ event }) => job.targets.flatMap((thing) => {
      const execution = job.executions[thing] ?? null;
      const rule = decide("Execution", event, world, job, execution, null);
      const status = rule?.outcomes[0].status;
      if (rule === null || status === (execution?.status ?? null)) return [];
      const fresh = { status, version: 1, details: {}, forceCanceled: false, mayBeBumped: false, order: world.queued + 1 };
      const now = status === null ? null : execution === null ? fresh : moved(execution, rule, status, null)[0];
      return [{ event, jobId, thingName: thing, world: withExecution(world, jobId, thing, now), rule }];
    }));
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

  /** Whether every guard and effect of the spec has its meaning here. */
  const playable = Object.values(ASK).every(Boolean) && Object.keys(spec.effects).every((name) => name in DO_TO_EXECUTION || name in DO_TO_JOB);

  return { emptyWorld, step, background, deletions, same, playable };
})(spec);
