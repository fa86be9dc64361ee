// Sends a request for each line of standard input: a method, a URL and a body, with tabs between.
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const [method, url, body] = line.split("\t");
  const answer = await fetch(url, { method, body: body || undefined });
  console.log(`${answer.status}\t${await answer.text()}`);
}
