// Serves the page on 127.0.0.1, at the port given, or a free one. Its origin is one that the gateway has to allow.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// Nothing else, whatever a request's path asks for.
const files = new Map([
  ["/", { from: new URL("../../../examples/web/index.html", import.meta.url), type: "text/html; charset=utf-8" }],
  ["/page.js", { from: new URL("../../web/page.js", import.meta.url), type: "text/javascript" }],
  ["/calls.js", { from: new URL("../../web/calls.js", import.meta.url), type: "text/javascript" }],
]);

const server = createServer(async (request, response) => {
  const file = files.get((request.url ?? "").replace(/\?.*/s, ""));
  if (!file) {
    response.writeHead(404).end();
    return;
  }

  response.writeHead(200, { "content-type": file.type }).end(await readFile(file.from));
});

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(`Serving http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
