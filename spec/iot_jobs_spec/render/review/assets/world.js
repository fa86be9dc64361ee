// The world of a play as a value: jobs by id, each with its executions by thing.

const worlds = ((spec) => {
  const { rolling, deleting } = spec.meaning;
  const empty = (limit = spec.limit.value) => ({ limit, queued: 0, jobs: {} });
  const live = (execution) => spec.pending.statuses.includes(execution.status);
  const executionsOf = (job) => Object.values(job.executions);
  /** The executionNumber: one more than the executions that this one tries again. */
  const numberOf = (execution) => execution.retried.length + 1;
  const deletions = (world) => Object.values(world.jobs).filter((job) => job.status === deleting).length;

  /** A job as its CreateJob makes it. */
  function jobOf(request, status) {
    return { status, ...made(request), executions: {}, forceCanceled: false, reasonCode: null, comment: null, deleted: {}, earlier: {}, aborted: false };
  }
  /** What a job keeps of its CreateJob. */
  function made({ targets, document = "{}", targetSelection, timeoutConfig, jobExecutionsRetryConfig: retry, abortConfig }) {
    const config = {
      continuous: targetSelection === spec.meaning.continuous,
      inProgressTimeout: timeoutConfig?.inProgressTimeoutInMinutes ?? null,
      retries: Object.fromEntries((retry?.criteriaList ?? []).map((one) => [one.failureType, one.numberOfRetries])),
      abort: (abortConfig?.criteriaList ?? []).map((one) => ({ failure: one.failureType, percentage: one.thresholdPercentage, executed: one.minNumberOfExecutedThings })),
    };
    return { targets: [...new Set(targets)], document, config };
  }
  function freshExecution(world, status) {
    return { status, version: 1, details: {}, forceCanceled: false, mayBeBumped: false, order: world.queued + 1, retried: [], stepTimer: false };
  }

  /** The object with another value for the name; null removes it. */
  function changed(object, name, value) {
    const { [name]: _, ...others } = object;
    return value === null ? others : { ...object, [name]: value };
  }
  const withJob = (world, jobId, job) => ({ ...world, jobs: changed(world.jobs, jobId, job) });
  function withExecution(world, jobId, thing, execution) {
    const job = world.jobs[jobId];
    const queued = Math.max(world.queued, execution?.order ?? 0);
    return { ...withJob(world, jobId, { ...job, executions: changed(job.executions, thing, execution) }), queued };
  }
  /** The job with an execution among those that were tried again; null removes it. */
  function withEarlier(job, thing, number, execution) {
    const ofThing = changed(job.earlier[thing] ?? {}, number, execution);
    return { ...job, earlier: changed(job.earlier, thing, Object.keys(ofThing).length ? ofThing : null) };
  }
  const withoutEarlier = (job, thing) => ({ ...job, earlier: changed(job.earlier, thing, null) });
  const isEarlier = (job, thing, execution) => Boolean(job.earlier[thing]?.[numberOf(execution)]);
  /** The world in which the execution with the number of `before` is as given; null removes it. */
  function withAddressed(world, jobId, thing, before, execution) {
    const job = world.jobs[jobId];
    if (!isEarlier(job, thing, before)) return withExecution(world, jobId, thing, execution);
    return withJob(world, jobId, withEarlier(job, thing, numberOf(before), execution));
  }
  /** The execution on the thing with this number, the latest one without a number. */
  function addressed(job, thing, number) {
    const latest = job?.executions[thing] ?? null;
    const earlier = job?.earlier[thing] ?? {};
    if (number === undefined) return latest ?? Object.values(earlier).at(-1) ?? null;
    return latest !== null && numberOf(latest) === number ? latest : earlier[number] ?? null;
  }

  function onThing(world, thing) {
    return Object.entries(world.jobs)
      .filter(([, job]) => job.executions[thing])
      .map(([jobId, job]) => ({ jobId, job, execution: job.executions[thing] }));
  }
  /** The executions of the thing that were tried again. */
  function earlierOn(world, thing) {
    return Object.entries(world.jobs).flatMap(([jobId, job]) => Object.values(job.earlier[thing] ?? {}).map((execution) => ({ jobId, job, execution })));
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

  return {
    rolling, deleting, empty, live, executionsOf, numberOf, deletions, jobOf, made, freshExecution, withJob, withExecution, withEarlier,
    withoutEarlier, withAddressed, isEarlier, addressed, onThing, earlierOn, pendingOf, fronts,
  };
})(spec);
