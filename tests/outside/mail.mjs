// Reads messages with postal-mime: the files as a JSON list on standard input; prints what each holds as a JSON list.
import { readFileSync } from "node:fs";
import PostalMime from "postal-mime";

const read = [];
for (const file of JSON.parse(readFileSync(0, "utf8"))) {
  const message = await PostalMime.parse(readFileSync(file));
  read.push({
    headers: message.headers.map(({ key }) => key),
    from: message.from ? [message.from] : [],
    to: message.to ?? [],
    others: [...(message.cc ?? []), ...(message.bcc ?? []), ...(message.replyTo ?? [])],
    subject: message.subject ?? "",
    text: message.text ?? "",
    attachments: message.attachments.length,
    html: message.html ?? null,
  });
}
process.stdout.write(JSON.stringify(read));
