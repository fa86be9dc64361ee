// A play as a link: the world and every step as text, in the fragment of the address.

const link = ((spec) => {
  const NAME = /^[A-Za-z0-9_:-]{1,128}$/;
  const MOST = { jobs: 16, things: 8, steps: 2000, limit: 100 };
  const escaped = (text) => encodeURIComponent(text).replace(/!/g, "%21");
  const backgroundSteps = new Set(Object.values(spec.background).flat());

  const wrong = (why) => { throw new Error(why); };

  /** Whether a member may have the value; a link can hold anything. */
  const VALID = {
    jobId: (value) => NAME.test(value),
    thingName: (value) => NAME.test(value),
    targets: (value) => Array.isArray(value) && value.length > 0 && value.every((name) => NAME.test(name)),
    force: (value) => value === true,
    expectedVersion: (value) => Number.isSafeInteger(value),
    document: (value) => typeof value === "string",
    reasonCode: (value) => /^[A-Z0-9_]{1,128}$/.test(value),
    comment: (value) => typeof value === "string" && value.length > 0 && value.length <= 2028,
    status: (value, operation) => [...reported(operation)].includes(value),
    executionNumber: (value) => Number.isSafeInteger(value),
    stepTimeoutInMinutes: (value, operation) => Number.isSafeInteger(value) && inputs.inRange(operation, "stepTimeoutInMinutes", value),
    includeJobExecutionState: (value) => value === true,
    targetSelection: (value) => value === spec.meaning.continuous,
    timeoutConfig: ({ inProgressTimeoutInMinutes: minutes }, operation) => Number.isSafeInteger(minutes) && inputs.inRange(operation, "inProgressTimeoutInMinutes", minutes),
    jobExecutionsRetryConfig: (value, operation) => single(value, ({ failureType, numberOfRetries }) =>
      failures(spec.meaning.retryable).includes(failureType) && Number.isSafeInteger(numberOfRetries) && inputs.inRange(operation, "numberOfRetries", numberOfRetries)),
    abortConfig: (value, operation) => single(value, ({ failureType, thresholdPercentage, minNumberOfExecutedThings: least }) =>
      failures(spec.meaning.aborting).includes(failureType) && Number.isFinite(thresholdPercentage) && Number.isSafeInteger(least) &&
      inputs.inRange(operation, "thresholdPercentage", thresholdPercentage) && inputs.inRange(operation, "minNumberOfExecutedThings", least)),
    statusDetails: (value) => value !== null && typeof value === "object" && Object.values(value).every((v) => typeof v === "string"),
  };

  const failures = (words) => [spec.meaning.every, ...words];
  /** A list of criteria with one that passes. */
  const single = (value, passes) => Array.isArray(value?.criteriaList) && value.criteriaList.length === 1 && passes(value.criteriaList[0]);
  const reported = (operation) => Object.values(spec.operations).filter((one) => one.operation === operation).map((one) => one.requested);
  const FLAGS = ["force", "includeJobExecutionState"];
  const NUMBERS = ["expectedVersion", "executionNumber", "stepTimeoutInMinutes"];
  const OBJECTS = ["statusDetails", "timeoutConfig", "jobExecutionsRetryConfig", "abortConfig"];

  function write({ setup, steps }) {
    const head = [setup.jobs.join(","), setup.things.join(","), setup.limit].join("/");
    return `play=${[head, ...steps.map(token)].join(";")}`;
  }
  function token({ step, pick }) {
    const parts = step.event
      ? [step.event, `job=${escaped(step.jobId)}`, ...(step.thingName ? [`thing=${escaped(step.thingName)}`] : [])]
      : [step.operation, ...Object.entries(step.input).map(([name, value]) => `${name}=${text(name, value)}`)];
    return [...parts, ...(pick ? [`pick=${pick}`] : [])].join("!");
  }
  function text(name, value) {
    if (name === "targets") return value.map(escaped).join(",");
    if (FLAGS.includes(name)) return "1";
    return escaped(typeof value === "object" ? JSON.stringify(value) : String(value));
  }

  /** The play that a fragment describes. Throws if it does not describe one. */
  function read(fragment) {
    const [head, ...tokens] = fragment.replace(/^play=/, "").split(";").filter(Boolean);
    const [jobs, things, limit] = (head ?? "").split("/");
    const setup = { jobs: names(jobs, MOST.jobs), things: names(things, MOST.things), limit: Number(limit) };
    if (!(Number.isInteger(setup.limit) && setup.limit >= 1 && setup.limit <= MOST.limit)) wrong("the limit of deletions is not a number");
    if (tokens.length > MOST.steps) wrong("it has too many steps");
    return { setup, steps: tokens.map(parsed) };
  }
  function names(listed, most) {
    const found = (listed ?? "").split(",").map(decodeURIComponent);
    if (!found.every((name) => NAME.test(name)) || found.length > most || new Set(found).size < found.length) wrong("the names are not valid");
    return found;
  }
  function parsed(written) {
    const [name, ...members] = written.split("!");
    const said = members.map((member) => [member.split("=", 1)[0], decodeURIComponent(member.slice(member.indexOf("=") + 1))]);
    const { pick = "0", ...values } = Object.fromEntries(said);
    if (!/^\d{1,2}$/.test(pick)) wrong(`${name} picks no answer`);
    const step = backgroundSteps.has(name) ? background(name, values) : request(name, values);
    return { step, pick: Number(pick) };
  }
  function background(event, { job, thing = null }) {
    if (!NAME.test(job ?? "") || (thing !== null && !NAME.test(thing))) wrong(`${event} names no job`);
    return { event, jobId: job, thingName: thing };
  }
  function request(operation, values) {
    const known = Object.hasOwn(spec.operations, operation) ? spec.operations[operation] : wrong(`${operation} is not an operation of the spec`);
    const input = {};
    for (const [name, value] of Object.entries(values)) {
      input[name] = name === "targets" ? value.split(",") : FLAGS.includes(name) ? value === "1"
        : NUMBERS.includes(name) ? Number(value) : OBJECTS.includes(name) ? JSON.parse(value) : value;
      if (!known.members.includes(name) || !VALID[name]?.(input[name], operation)) wrong(`${operation} cannot have this ${name}`);
    }
    if (known.requested !== null) input.status ??= known.requested;
    if (!known.required.every((name) => name in input)) wrong(`${operation} lacks a member`);
    return { operation, input };
  }
  return { write, read };
})(spec);
