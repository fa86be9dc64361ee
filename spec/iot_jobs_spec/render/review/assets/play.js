// A play: a world, the steps so far, and the position in them. Nothing here touches the document.

function newPlay(setup) {
  const beginning = worlds.empty(setup.limit);
  let trail = [];
  let at = 0;

  /** The permitted results of a step: several for a request, at most one for a background step. */
  function permittedOf(world, step) {
    if (step.event === undefined) return engine.step(world, step.operation, step.input);
    return engine.background(world)
      .filter(({ event, jobId, thingName }) => event === step.event && jobId === step.jobId && thingName === step.thingName)
      .map(({ world: now, rule }) => ({ answer: null, world: now, rule }));
  }
  const world = () => (at ? trail[at - 1].world : beginning);

  /** Take a step with the permitted result number `pick`. Null: the step is not possible. */
  function take(step, pick = 0) {
    const permitted = permittedOf(world(), step);
    if (!permitted[pick]) return null;
    const entry = { step, pick, permitted, ...permitted[pick] };
    trail = [...trail.slice(0, at), entry];
    at += 1;
    return entry;
  }
  /** Replace the result of the last step by another permitted one. */
  function instead(pick) {
    const { step } = trail[at - 1];
    at -= 1;
    return take(step, pick);
  }
  const goTo = (step) => { at = Math.max(0, Math.min(step, trail.length)); };

  return {
    setup,
    world,
    take,
    instead,
    goTo,
    at: () => at,
    length: () => trail.length,
    last: () => (at ? trail[at - 1] : null),
    before: () => (at > 1 ? trail[at - 2].world : beginning),
    entries: () => trail,
    possible: () => engine.background(world()),
  };
}

/** The steps of a scenario as a play takes them: first its set-up, then its own steps. */
function scripted(scenario) {
  const plain = (step) => ({
    step: step.request
      ? { operation: step.request.operation, input: step.request.input }
      : { event: step.background.event, jobId: step.background.job, thingName: step.background.thing },
    pick: step.request ? Math.max(0, step.answers.indexOf(step.comes)) : 0,
    call: step.call,
    answers: step.answers,
    comes: step.comes,
    who: step.who,
    says: step.says,
  });
  return { given: scenario.given.map(plain), steps: scenario.steps.map(plain) };
}

/** The jobs and things that a scenario names. */
function castOf(scenario) {
  const jobs = new Set();
  const things = new Set();
  for (const { request, background } of [...scenario.given, ...scenario.steps]) {
    const { jobId, thingName, targets = [] } = request?.input ?? { jobId: background.job, thingName: background.thing };
    if (jobId) jobs.add(jobId);
    for (const thing of [thingName, ...targets]) if (thing) things.add(thing);
  }
  return { jobs: [...jobs], things: [...things], limit: spec.limit.value };
}
