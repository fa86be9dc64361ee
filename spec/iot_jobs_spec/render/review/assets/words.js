// How rules, outcomes and steps read.

const SIGNS = { accept: "✓", reject: "×", background: "»", either: "?", unspecified: "?" };
const VERDICTS = {
  accept: "accepted",
  reject: "rejected",
  background: "background step",
  either: "the sources permit either",
  unspecified: "unspecified: the sources say nothing",
};

/** Whether it is sure that the request is rejected, and open with which error. */
const whichIsOpen = (rule) => rule.verdict === "reject" && rule.basis === "UNSPECIFIED";
const verdictOf = (rule) => (whichIsOpen(rule) ? "rejected; unspecified: with which error" : VERDICTS[rule.verdict]);

/** How the verdict of a rule is coloured. */
const LOOKS = { reject: "error", either: "open", unspecified: "open", background: "happens", accept: "" };
const nameOf = (rule) => rule.operation ?? rule.event;
const factOf = (name) => ({ name, ...spec.facts[name] });

function errorWords(code) {
  return `${code} (${spec.errors[code].http.join(" or ")})`;
}
function outcomeWords({ error, status }, source) {
  if (error) return errorWords(error);
  if (status === source) return "no change";
  return status ?? "gone";
}
function guardWords(guards) {
  const without = (guard) => (guard === spec.meaning.force ? `without ${guard}` : `not ${guard}`);
  return Object.entries(guards).map(([guard, holds]) => (holds ? guard : without(guard))).join(", ");
}
/** The same, without those that usually do not hold. */
function shortGuardWords(guards) {
  const spoken = Object.entries(guards).filter(([guard, holds]) => holds || !spec.calm.includes(guard));
  return guardWords(Object.fromEntries(spoken));
}
/** A long name that may break before a capital or the status that is asked for, or after a line. */
function breakable(text) {
  const parts = text.split(/(?<=[a-z])(?=[A-Z=])|(?<=_)/);
  return parts.flatMap((part, at) => (at ? [make("wbr"), part] : [part]));
}
function ruleTitle(rule) {
  const when = shortGuardWords(rule.guards);
  return `${nameOf(rule)} in ${rule.source ?? "none"}${when ? ` [${when}]` : ""}`;
}
/** A rule in a line: what it is about, and its permitted outcomes. */
const briefWords = (rule) => `${SIGNS[rule.verdict]} ${ruleTitle(rule)}: ${rule.outcomes.map((one) => outcomeWords(one, rule.source)).join(" or ")}`;
/** Every claim that the rule cites. */
function citedBy(rule) {
  const effects = rule.does.flatMap((name) => spec.effects[name].claims);
  return [...new Set([...rule.claims, ...rule.which, ...effects])];
}
/** The errors that may answer at any time instead. */
function anyTime(rule) {
  if (rule.operation === null) return [];
  return spec.allowances.filter(({ event, source }) =>
    event === null || (rule.machine === "Job" && event === rule.event && source === rule.source));
}

const MEMBER_WORDS = {
  status: (word) => `status ${word}`,
  document: (text) => (text === "{}" ? "" : `document ${text}`),
  targetSelection: (word) => word,
  includeJobExecutionState: () => "with its state",
  timeoutConfig: ({ inProgressTimeoutInMinutes: minutes }) => `in-progress timer of ${minutes} minutes`,
  jobExecutionsRetryConfig: ({ criteriaList }) => criteriaList.map((one) => `retries after ${one.failureType}: ${one.numberOfRetries}`).join(", "),
  abortConfig: ({ criteriaList }) => criteriaList.map((one) => `abort at ${one.thresholdPercentage}% ${one.failureType} of ${one.minNumberOfExecutedThings} or more`).join(", "),
};
/** A step as a sentence: the request with its members, or the background step with its job. */
function stepWords(step) {
  if (step.event) return `${step.event}: ${step.jobId}${step.thingName ? ` on ${step.thingName}` : ""}`;
  const { jobId, thingName, targets, force, expectedVersion, ...others } = step.input;
  const said = [jobId, thingName && (jobId ? `on ${thingName}` : thingName), targets && `for ${targets.join(", ")}`];
  if (force) said.push("with force");
  if (expectedVersion !== undefined) said.push(`expecting version ${expectedVersion}`);
  for (const [name, value] of Object.entries(others)) said.push(MEMBER_WORDS[name]?.(value) ?? `${name} ${JSON.stringify(value)}`);
  return `${step.operation}: ${said.filter(Boolean).join(" ")}`;
}
/** What came of a request of a scenario, and what the sources permit instead. */
function comeWords({ comes, answers }) {
  const words = (code) => (code ? errorWords(code) : "accepted");
  const others = answers.filter((one) => one !== comes).map(words).join(" or ");
  const open = make("strong", { class: "open" });
  if (!others) return [make("strong", { class: comes ? "error" : "" }, `${comes ? "×" : "✓"} ${words(comes)}`)];
  if (!answers.includes(null)) {
    open.append(` or ${others}: which error is open`);
    return [make("strong", { class: "error" }, `× ${words(comes)}`), open];
  }
  open.append(`? ${words(comes)}, or ${others}: open`);
  return [open];
}
function answerWords({ error, response }) {
  if (error) return errorWords(error);
  if (response === null) return "accepted";
  if (Array.isArray(response)) {
    const entry = (x) => (x.thingName ? `${x.jobId} on ${x.thingName} ${x.status}` : `${x.jobId} ${x.status} v${x.version}`);
    return response.length ? response.map(entry).join(", ") : "none";
  }
  const flag = response.forceCanceled ? ", forceCanceled" : "";
  const open = response.open ? `; the service gives ${response.open.join(" and ")}` : "";
  if (response.thingName) return `${response.jobId} on ${response.thingName}: ${response.status} v${response.version}${flag}`;
  if (!response.counts) return `${response.status} v${response.version}`;
  const counts = Object.entries(response.counts).map(([status, n]) => `${n} ${status}`).join(", ");
  return `${response.jobId}: ${response.status}${flag}${counts ? ` (${counts})` : ""}${open}`;
}
