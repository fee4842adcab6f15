// What an integrator writes with the generated types: submit, poll, inbox, original.
import { readFileSync, writeFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const [url, sender, receiver, signed, annex, original] = process.argv.slice(2) as string[];
const as = (token: string) => createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });
const [co, es] = [as(sender), as(receiver)];
const file = (name: string) => new Blob([readFileSync(name)]);
const pause = () => new Promise((resolve) => setTimeout(resolve, 200));

const { data: receipt, error } = await co.POST("/v1/requests", {
  params: { header: { "Idempotency-Key": "typescript-1" } },
  body: { message: file(signed), attachment: [file(annex)] },
  bodySerializer: (body) => {
    const parts = body as { message: Blob; attachment?: Blob[] };
    const form = new FormData();
    form.append("message", parts.message, "message.xml");
    for (const one of parts.attachment ?? []) form.append("attachment", one, "annex.txt");
    return form;
  },
});
if (!receipt) throw new Error(JSON.stringify(error));
const accepted: Date = new Date(receipt.acceptedAt);

for (let attempt = 0; ; attempt++) {
  const { data: progress } = await co.GET("/v1/requests/{id}", { params: { path: { id: receipt.id } } });
  if (progress && progress.state !== "accepted") {
    const sequence: number = progress.lastSequence;
    console.error(accepted.toISOString(), sequence, progress.state);
    break;
  }
  if (attempt > 100) throw new Error("The request stays accepted.");
  await pause();
}
for (let attempt = 0; ; attempt++) {
  const { data: inbox } = await es.GET("/v1/inbox");
  const arrived = inbox?.items.find((item) => item.messageId === receipt.messageId);
  if (arrived) {
    const { data } = await es.GET("/v1/requests/{id}/messages/{messageId}/original", {
      params: { path: { id: arrived.requestId, messageId: arrived.messageId } }, parseAs: "arrayBuffer",
    });
    writeFileSync(original, Buffer.from(data as ArrayBuffer));
    break;
  }
  if (attempt > 100) throw new Error("Nothing arrived.");
  await pause();
}
