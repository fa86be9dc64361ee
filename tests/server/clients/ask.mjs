// Sends a request for each line of standard input with fetch. A line is a method, a URL, an
// Authorization header and a body, with tabs between.
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const [method, url, authorization, body] = line.split("\t");
  const answer = await fetch(url, { method, headers: { authorization }, body: body || undefined });
  console.log(`${answer.status}\t${await answer.text()}`);
}
