// The members of a world that an answer shows.

const shown = (() => {
  function described(jobId, { status, forceCanceled, reasonCode, comment, aborted }, executions) {
    const counts = {};
    for (const x of executions) counts[x.status] = (counts[x.status] ?? 0) + 1;
    // Of a reason that the service gives, nobody can say what it is.
    return { jobId, status, forceCanceled, reasonCode, comment, counts, ...(aborted ? { open: ["comment", "reasonCode"] } : {}) };
  }
  /** A description of the job for each way to count: the execution that each thing shows, those that are not deleted, and
   * also those that were tried again. */
  function job(jobId, record) {
    const latest = worlds.executionsOf(record);
    const earlier = Object.values(record.earlier).flatMap(Object.values);
    const without = Object.keys(record.earlier).filter((thing) => !record.executions[thing]);
    const shown = [...latest, ...without.map((thing) => worlds.addressed(record, thing))];
    const ways = [shown, latest, [...latest, ...earlier]].map((counted) => described(jobId, record, counted));
    const told = ways.map(({ counts }) => JSON.stringify(Object.entries(counts).sort()));
    return ways.filter((_, at) => told.indexOf(told[at]) === at);
  }
  function execution(jobId, thingName, { status, version, details, forceCanceled }) {
    return { jobId, thingName, status, version, details, forceCanceled: forceCanceled === true };
  }
  const state = ({ status, version, details }) => ({ status, version, details });
  const entry = (jobId, thingName, { status }) => ({ jobId, thingName, status });
  const pending = (jobId, { status, version }) => ({ jobId, status, version });
  const key = (one) => Object.values(one).join("\n");
  const inOrder = (list) => list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  function listing(jobId, { executions, earlier }) {
    const latest = Object.entries(executions);
    const before = Object.entries(earlier).flatMap(([thing, ofThing]) => Object.values(ofThing).map((x) => [thing, x]));
    return [inOrder([...latest, ...before].map(([thing, x]) => entry(jobId, thing, x)))];
  }

  /** What each read of a job may show, by its event. */
  const ofJob = { describe: job, list_executions: listing };
  return { ofJob, execution, state, entry, pending, inOrder };
})();
