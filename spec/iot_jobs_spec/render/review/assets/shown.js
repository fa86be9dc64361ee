// The members of a world that an answer shows.

const shown = (() => {
  function job(jobId, { status, forceCanceled, reasonCode, comment, executions }) {
    const counts = {};
    for (const x of Object.values(executions)) counts[x.status] = (counts[x.status] ?? 0) + 1;
    return { jobId, status, forceCanceled, reasonCode, comment, counts };
  }
  function execution(jobId, thingName, { status, version, details, forceCanceled }) {
    return { jobId, thingName, status, version, details, forceCanceled: forceCanceled === true };
  }
  const entry = (jobId, thingName, { status }) => ({ jobId, thingName, status });
  const inOrder = (list, member) => list.sort((a, b) => (a[member] < b[member] ? -1 : 1));
  const listing = (jobId, { executions }) => inOrder(Object.entries(executions).map(([thing, x]) => entry(jobId, thing, x)), "thingName");

  /** What each read of a job shows, by its event. */
  const ofJob = { describe: job, list_executions: listing };
  return { ofJob, execution, entry, inOrder };
})();
