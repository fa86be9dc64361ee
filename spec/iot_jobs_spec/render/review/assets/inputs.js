// What the reader has entered for the members of a request.

const inputs = (() => {
  const text = (id) => byId(id).value.trim();
  const number = (id) => (text(id) === "" ? undefined : Number(text(id)));
  const checked = (id) => byId(id).checked || undefined;
  const criteria = (one) => ({ criteriaList: [one] });
  const questions = Object.values(spec.operations);

  // The value of each member that has an input; undefined leaves it out.
  const MEMBERS = {
    jobId: ({ job }) => job,
    thingName: ({ thing }) => thing,
    status: (_chosen, { requested }) => requested ?? undefined,
    targets: ({ thing }) => {
      const named = every("#targets input:checked").map((box) => box.value);
      return named.length ? named : [thing];
    },
    force: () => checked("play-force"),
    expectedVersion: () => number("expected-version"),
    executionNumber: ({ number: latest }, { required }) => number("execution-number") ?? (required.includes("executionNumber") ? latest : undefined),
    stepTimeoutInMinutes: (_chosen, { operation }) => {
      const minutes = number("step-timer");
      return minutes === undefined || inRange(operation, "stepTimeoutInMinutes", minutes) ? minutes : undefined;
    },
    includeJobExecutionState: () => checked("shows-state"),
    targetSelection: () => (checked("continuous") ? spec.meaning.continuous : undefined),
    timeoutConfig: () => (checked("in-progress-timer") ? { inProgressTimeoutInMinutes: 60 } : undefined),
    jobExecutionsRetryConfig: () => {
      const failureType = text("retry-of");
      return failureType ? criteria({ failureType, numberOfRetries: Number(text("retries")) }) : undefined;
    },
    abortConfig: () => {
      const [failureType, thresholdPercentage, minNumberOfExecutedThings] = [text("abort-for"), Number(text("abort-share")), Number(text("abort-after"))];
      return failureType ? criteria({ failureType, action: "CANCEL", thresholdPercentage, minNumberOfExecutedThings }) : undefined;
    },
  };

  /** Whether a number keeps the range of the member. */
  function inRange(operation, member, value) {
    const { lowest, highest, besides, digits } = spec.ranges[operation]?.[member] ?? { lowest: -Infinity, highest: null, besides: [], digits: null };
    const fits = digits === null || Number(value.toFixed(digits)) === value;
    return besides.includes(value) || (fits && value >= lowest && (highest === null || value <= highest));
  }
  /** The members of the request that asks the question about what is chosen: a job, a thing, the number of its execution. */
  function of(question, chosen) {
    const found = question.members.map((member) => [member, MEMBERS[member]?.(chosen, question)]);
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  }
  function drawTargets(things) {
    fill(byId("targets"), things.map((thing) => make("label", {}, make("input", { type: "checkbox", value: thing, checked: true }), thing)));
  }
  /** Hide the inputs for members that the profile does not have, and offer the words of the spec. */
  function start() {
    for (const one of every("[data-member]")) one.hidden = !questions.some(({ members }) => members.includes(one.dataset.member));
    for (const [id, words] of [["retry-of", spec.meaning.retryable], ["abort-for", spec.meaning.aborting]]) {
      byId(id).append(...[spec.meaning.every, ...words].map((word) => make("option", { value: word }, word)));
    }
  }
  return { of, start, drawTargets, inRange };
})();
