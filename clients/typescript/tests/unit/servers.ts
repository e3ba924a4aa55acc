import { createServer as createHttp1, type Server } from "node:http";
import { createServer as createHttp2, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { TestContext } from "node:test";
import type { ServiceImpl } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { ModelService, WatchService, type RegistryClient, type RegistryOptions } from "@maas/client";
import { connectNode } from "@maas/client/node";
import { connectWeb } from "@maas/client/web";

/** What a server answers, and where it is given the means to cut its own connections. */
export type Answers = Partial<ServiceImpl<typeof ModelService>> &
  Partial<ServiceImpl<typeof WatchService>> & { listening?(sever: (rudely: boolean) => void): void };

/**
 * A registry with the answers that a test wants, and a client of it; both end with the test.
 *
 * @param cut - How many requests lose their connection before they are answered; every other one of them rudely.
 */
export type Start = (
  test: TestContext,
  answers: Answers,
  options?: RegistryOptions,
  cut?: number,
) => Promise<RegistryClient>;

/** Over gRPC. */
export const startGrpc: Start = async (test, answers, options, cut = 0) => {
  const sessions = new Set<ServerHttp2Session>();
  const handler = handlerOf(answers);
  const sockets = new Set<Socket>();
  answers.listening?.((rudely) => sockets.forEach((socket) => end(socket, Number(rudely))));
  const server = createHttp2((request, response) =>
    cut-- > 0 ? sockets.forEach((socket) => end(socket, cut)) : handler(request, response),
  );
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("session", (session) => sessions.add(session));
  const address = await listen(server);
  const client = connectNode(address, options);
  test.after(async () => {
    client.close();
    sessions.forEach((session) => session.destroy());
    await close(server);
  });
  return client;
};

/** Over gRPC-Web. */
export const startWeb: Start = async (test, answers, options, cut = 0) => {
  const handler = handlerOf(answers);
  const sockets = new Set<Socket>();
  answers.listening?.((rudely) => sockets.forEach((socket) => end(socket, Number(rudely))));
  const server = createHttp1((request, response) => (cut-- > 0 ? end(request.socket, cut) : handler(request, response)));
  server.on("connection", (socket: Socket) => sockets.add(socket));
  const address = await listen(server);
  test.after(async () => {
    server.closeAllConnections();
    await close(server);
  });
  return connectWeb(address, options);
};

function handlerOf({ watch, listening, ...answers }: Answers) {
  return connectNodeAdapter({
    routes: (router) => router.service(ModelService, answers).service(WatchService, watch === undefined ? {} : { watch }),
  });
}

function end(socket: Socket, left: number): void {
  if (left % 2 === 0) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}

async function listen(server: Server | Http2Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server | Http2Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}
