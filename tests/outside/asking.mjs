// For scripts that need something while they run: the first line of standard input is what they are given, as JSON. What only
// others know is asked for by a line {"ask", "of"}, and a line {"ask", "of", "answer"} is awaited.
import { once } from "node:events";
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin });
const waiting = new Map();
const [first] = await once(lines, "line");

export const given = JSON.parse(first);
export const ended = once(lines, "close");

lines.on("line", (line) => {
  const { ask, of, answer } = JSON.parse(line);
  waiting.get(`${ask} ${of}`)(answer);
  waiting.delete(`${ask} ${of}`);
});
lines.on("close", () => {
  // Nobody will answer any more.
  if (waiting.size) process.exit(1);
});

export function ask(what, of) {
  const answered = new Promise((resolve) => waiting.set(`${what} ${of}`, resolve));
  process.stdout.write(`${JSON.stringify({ ask: what, of })}\n`);
  return answered;
}
