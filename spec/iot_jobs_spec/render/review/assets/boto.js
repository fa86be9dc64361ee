// The history as a program: boto3 code that sends the same requests to an endpoint.

const boto = ((spec) => {
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, "");
  /** Requests of devices go to the data plane. */
  const client = (operation) => (/^(Update|StartNext|GetPending)/.test(operation) ? "jobs_data" : "iot");

  function python(value) {
    if (value === true) return "True";
    if (value === false) return "False";
    if (value === null) return "None";
    if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
    if (typeof value === "object") return `{${Object.entries(value).map(([k, v]) => `${python(k)}: ${python(v)}`).join(", ")}}`;
    return JSON.stringify(value);
  }
  function members(operation, input) {
    const said = { ...input };
    if (operation === "CreateJob") said.document ??= "{}";
    return Object.entries(said).map(([name, value]) =>
      name === "targets" ? `targets=[${value.map((thing) => `arn[${python(thing)}]`).join(", ")}]` : `${name}=${python(value)}`);
  }
  function line({ step, answer }) {
    if (step.event) return `# the service: ${stepWords(step)}`;
    const method = `${client(step.operation)}.${snake(step.operation)}`;
    return `ask(${[method, ...members(step.operation, step.input)].join(", ")})  # ${answerWords(answer)}`;
  }

  /** `entries` are steps, each with its answer; `things` are the names of the world's things. */
  function code(entries, things) {
    return [
      "import boto3",
      "from botocore.exceptions import ClientError",
      "",
      "ENDPOINT = None  # for example http://127.0.0.1:4599, where `iot-jobs-spec serve` listens",
      'iot = boto3.client("iot", endpoint_url=ENDPOINT)',
      'jobs_data = boto3.client("iot-jobs-data", endpoint_url=ENDPOINT)',
      `arn = {name: iot.create_thing(thingName=name)["thingArn"] for name in ${python(things)}}`,
      "",
      "",
      "def ask(method, **members):",
      "    try:",
      "        answer = method(**members)",
      '        answer.pop("ResponseMetadata", None)',
      "    except ClientError as error:",
      '        answer = error.response["Error"]["Code"]',
      "    print(method.__name__, members, \"->\", answer)",
      "",
      "",
      "# The comment after each request is the answer that the spec expects.",
      ...entries.map(line),
      "",
    ].join("\n");
  }
  return { code };
})(spec);
