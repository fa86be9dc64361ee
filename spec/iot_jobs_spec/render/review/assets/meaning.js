// What each kind of guard asks, and what each effect does. Which rule has which, the spec says.

const meaning = ((spec) => {
  const { live, executionsOf, rolling, deleting } = worlds;
  const { every, retryable, aborting, byService } = spec.meaning;

  const KINDS = {
    // The flag of the request; for a background step, the flag of the request that caused it.
    Flag: ({ member, stored }) => (_world, job, _execution, request) => (request === null ? job !== null && job[stored] : request[member] === true),
    Mismatch: ({ member, field }) => (_world, _job, execution, request) => given(request?.[member]) && execution !== null && request[member] !== execution[field],
    Gives: ({ member }) => (_world, _job, _execution, request) => given(request?.[member]),
    LimitReached: () => (world) => worlds.deletions(world) >= world.limit,
    AllTerminal: () => (_world, job) => job !== null && !rollingOut(job) && !executionsOf(job).some(live),
    NoExecutions: () => (_world, job) => job !== null && executionsOf(job).length === 0,
    Repeats: ({ members }) => (_world, job, _execution, request) => job !== null && request !== null && members.every((name) => same(worlds.made(request)[name], job[name])),
    JobDeleting: () => (_world, job) => job !== null && job.status === deleting,
    Continuous: () => (_world, job) => job !== null && job.config.continuous,
    LostExecution: () => (_world, job) => job !== null && hasLost(job),
    TimerSet: () => (_world, job, execution) => job !== null && execution !== null && (execution.stepTimer || job.config.inProgressTimeout !== null),
    RetriesLeft: () => (_world, job, execution) => job !== null && execution !== null && retriesLeft(job, execution),
    AbortReached: ({ surely }) => (_world, job) => job !== null && abortReached(job, surely),
  };
  const asks = Object.fromEntries(Object.entries(spec.questions).map(([name, question]) => [name, KINDS[question.kind](question)]));

  function rollingOut(job) {
    if (job.status !== rolling) return false;
    const taken = executionsOf(job).length + Object.keys(job.deleted).length;
    return taken < job.targets.length || executionsOf(job).some((execution) => retriesLeft(job, execution));
  }
  function hasLost({ deleted, executions }) {
    const unfinished = Object.values(deleted);
    return unfinished.length > 0 && (Object.keys(executions).length === 0 || unfinished.includes(true));
  }
  function retriesLeft({ config }, { status, retried }) {
    const failure = [status, every].find((one) => one in config.retries);
    if (!retryable.includes(status) || failure === undefined) return false;
    return retried.filter((one) => [one, every].includes(failure)).length < config.retries[failure];
  }
  /** Whether the abort criteria are met: `surely`, however they are read, or in one reading. */
  function abortReached({ config, executions }, surely) {
    const all = Object.values(executions);
    const ended = all.filter((execution) => !live(execution)).map(({ status }) => status);
    const carriedOut = ended.filter((status) => !byService.includes(status));
    const readings = [[carriedOut.length, carriedOut], [ended.length, ended], [all.length, carriedOut], [all.length, ended]];
    const met = ([executed, found]) => config.abort.some((criterion) => isMet(criterion, executed, found, surely));
    return surely ? readings.every(met) : readings.some(met);
  }
  function isMet({ failure, percentage, executed: least }, executed, ended, surely) {
    const failed = ended.filter((status) => aborting.includes(status) && [status, every].includes(failure));
    if (executed < least || failed.length === 0) return false;
    const share = (100 * failed.length) / ended.length;
    return (surely ? Math.floor(share) : Math.ceil(share)) >= percentage;
  }

  // What an effect does to the execution: a list, because one that the sources leave open has several
  // results. `before` is the execution before the step.
  const DO_TO_EXECUTION = {
    VERSION_GROWS: (x) => [{ ...x, version: x.version + 1 }],
    VERSION_MAY_GROW: (x) => [{ ...x, mayBeBumped: true }],
    TIME_OUT_MAY_BUMP: (x) => [{ ...x, mayBeBumped: true }],
    FLAGGED: (x) => [{ ...x, forceCanceled: true }],
    MAY_BE_FLAGGED: (x) => [{ ...x, forceCanceled: null }],
    NOT_FLAGGED: (x) => [x],
    DETAILS_TAKEN: (x, request) => taken(x, request?.statusDetails),
    DETAILS_REPLACED: (x, request) => [given(request?.statusDetails) ? { ...x, details: request.statusDetails } : x],
    STEP_TIMER_SET: (x, request) => [{ ...x, stepTimer: setsTimer(request) ?? x.stepTimer }],
    STEP_TIMER_MAY_BE_SET: (x, request) => [{ ...x, stepTimer: setsTimer(request) || x.stepTimer }],
    STARTS_AT_ONE: (x) => [x],
    STAYS_DELETED: (x) => [x],
    RETRIED: (x, _request, before, world) => [{ ...worlds.freshExecution(world, x.status), retried: [...before.retried, before.status] }],
  };
  // What it does to the job of the execution.
  const DO_TO_ITS_JOB = {
    STAYS_DELETED: (job, thing, before) => ({ ...job, deleted: { ...job.deleted, [thing]: live(before) } }),
    RETRIED: (job, thing, before) => worlds.withEarlier(job, thing, worlds.numberOf(before), before),
  };
  // What it does to the job that the step is about.
  const DO_TO_JOB = {
    JOB_FLAGGED: (job) => ({ ...job, forceCanceled: true }),
    JOB_NOT_FLAGGED: (job) => job,
    REASON_KEPT: (job, request) => ({ ...job, reasonCode: request.reasonCode ?? null, comment: request.comment ?? null }),
    REASON_GIVEN: (job) => ({ ...job, aborted: true }),
  };
  const NO_TIMER = -1;

  function setsTimer(request) {
    const minutes = request?.stepTimeoutInMinutes;
    return given(minutes) ? minutes !== NO_TIMER : null;
  }
  function taken(x, details) {
    if (!given(details) || same(details, x.details)) return [x];
    const joined = { ...x.details, ...details };
    const chosen = same(joined, details) ? [details] : [details, joined];
    return chosen.map((now) => ({ ...x, details: now }));
  }
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

  /** Every execution that a step by the rule may lead to: the same one if nothing changes. */
  function moved(before, rule, status, request, world) {
    if (!rule.does.length && status === before.status) return [before];
    // MAY_BE_FLAGGED comes last: it leaves the flag open, whatever another effect did to it.
    const effects = [...rule.does].sort((a, b) => (a === "MAY_BE_FLAGGED") - (b === "MAY_BE_FLAGGED"));
    return effects.reduce((all, name) => all.flatMap((x) => DO_TO_EXECUTION[name](x, request, before, world)), [{ ...before, status }]);
  }
  const movedJob = (job, rule, status, request) => rule.does.reduce((now, name) => DO_TO_JOB[name](now, request), { ...job, status });
  /** The job of an execution after a step of it. */
  const jobAfter = (job, rule, thing, before) => rule.does.reduce((now, name) => DO_TO_ITS_JOB[name]?.(now, thing, before) ?? now, job);

  return { asks, given, same, moved, movedJob, jobAfter };
})(spec);
