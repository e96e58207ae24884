// Sets naru_web_peer against the package ws: see scripts/probe-web.
"use strict";
const { spawn } = require("node:child_process");
const net = require("node:net");
const readline = require("node:readline");
const { WebSocket, WebSocketServer } = require("ws");

const program = process.argv[2];
const largest = 16 * 1024 * 1024;
const limit = 300_000; // milliseconds for one thing
let failed = 0;

async function check(what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no end in time")), limit);
  });
  try {
    await Promise.race([work(), late]);
    console.log(`holds   ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILS   ${what}: ${error.message}`);
  }
  clearTimeout(timer);
}

function require_that(holds, what) {
  if (!holds) throw new Error(what);
}

// naru as the server: { port, stop }.
function serve(messages, ...more) {
  const child = spawn(program, ["serve", messages, String(largest), ...more], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = readline.createInterface({ input: child.stdout });
  return new Promise((resolve) => {
    lines.once("line", (port) => resolve({ port: Number(port), stop: () => child.stdin.end() }));
  });
}

function connect(port, protocols, perMessageDeflate = false) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, protocols, { perMessageDeflate });
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}

function closed(socket) {
  return new Promise((resolve) => socket.once("close", (code) => resolve(code)));
}

// The bytes of as many messages as they need, in which boundaries mean nothing.
function bytes_echoed(socket, sent) {
  return new Promise((resolve, reject) => {
    const parts = [];
    let size = 0;
    const take = (data) => {
      parts.push(data);
      size += data.length;
      if (size < sent.length) return;
      socket.off("message", take);
      if (Buffer.concat(parts).equals(sent)) resolve();
      else reject(new Error("other bytes came back"));
    };
    socket.on("message", take);
    socket.send(sent);
    if (sent.length === 0) socket.ping("", () => {});
    if (sent.length === 0) socket.once("pong", () => (socket.off("message", take), resolve()));
  });
}

function line_echoed(socket, sent) {
  return new Promise((resolve, reject) => {
    socket.once("message", (data, is_binary) => {
      if (!is_binary && data.toString() === sent) resolve();
      else reject(new Error("another line came back"));
    });
    socket.send(sent);
  });
}

// A close by the server for what `act` does on the bare connection.
async function close_code_after(port, act) {
  const socket = await connect(port);
  const end = closed(socket);
  socket.on("error", () => {});
  act(socket._socket, socket);
  return end;
}

function client_frame(first, payload, size_byte = 0x80 | payload.length) {
  return Buffer.concat([Buffer.from([first, size_byte, 0, 0, 0, 0]), payload]);
}

async function naru_serves_bytes() {
  const server = await serve("bytes");
  const socket = await connect(server.port, ["other", "naru"]);
  await check("server: the subprotocol that both have", async () => {
    require_that(socket.protocol === "naru", socket.protocol);
  });
  for (const size of [0, 1, 125, 126, 127, 65535, 65536, 1_000_000, largest]) {
    await check(`server: ${size} bytes come back`, () => bytes_echoed(socket, Buffer.alloc(size, size)));
  }
  await check("server: 10,000 messages come back", async () => {
    const sent = [];
    for (let i = 0; i < 10_000; ++i) sent.push(Buffer.from(`message ${i};`));
    const all = Buffer.concat(sent);
    let heard = Buffer.alloc(0);
    await new Promise((resolve) => {
      socket.on("message", (data) => {
        heard = Buffer.concat([heard, data]);
        if (heard.length >= all.length) resolve();
      });
      for (const each of sent) socket.send(each);
    });
    require_that(heard.equals(all), "other bytes came back");
  });
  await check("server: a ping has its pong", () => new Promise((resolve, reject) => {
    socket.once("pong", (data) => (data.toString() === "naru" ? resolve() : reject(new Error("another"))));
    socket.ping("naru");
  }));
  for (const code of [1000, 1001, 1008, 3000, 4999]) {
    await check(`server: a close with ${code} is answered with it`, async () => {
      const other = await connect(server.port);
      const end = closed(other);
      other.close(code, "bye");
      require_that((await end) === code, "another number");
    });
  }
  const bad = [
    [1002, "a frame without a mask", Buffer.from([0x82, 0x01, 0x41])],
    [1002, "a reserved bit", client_frame(0xc2, Buffer.from("x"))],
    [1002, "a reserved opcode", client_frame(0x83, Buffer.from("x"))],
    [1002, "a continuation of nothing", client_frame(0x80, Buffer.from("x"))],
    [1002, "a ping in fragments", client_frame(0x09, Buffer.from("x"))],
    [1002, "a close frame of one byte", client_frame(0x88, Buffer.from([3]))],
    [1002, "a close frame with 1005", client_frame(0x88, Buffer.from([3, 0xed]))],
    [1003, "text where bytes are wanted", client_frame(0x81, Buffer.from("x"))],
    [1007, "a close frame that is not UTF-8", client_frame(0x88, Buffer.from([3, 0xe8, 0xff]))],
    [1009, "a message that is too big", Buffer.from([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0])],
  ];
  for (const [code, what, bytes] of bad) {
    await check(`server: ${what} is closed with ${code}`, async () => {
      const found = await close_code_after(server.port, (raw) => raw.write(bytes));
      require_that(found === code, `closed with ${found}`);
    });
  }
  socket.terminate();
  server.stop();
}

async function naru_serves_lines() {
  const server = await serve("lines");
  const socket = await connect(server.port);
  for (const text of ["", "x", "나루", "n".repeat(65_536), "루".repeat(largest / 3 - 1)]) {
    await check(`server: a line of ${Buffer.byteLength(text)} bytes comes back as one message`,
      () => line_echoed(socket, text));
  }
  await check("server: fragments are one line", async () => {
    const heard = new Promise((resolve) => socket.once("message", (data) => resolve(data.toString())));
    socket.send("나", { fin: false });
    socket.send("", { fin: false });
    socket.send("루", { fin: true });
    require_that((await heard) === "나루", "another line came back");
  });
  for (const [what, payload] of [["a surrogate", [0xed, 0xa0, 0x80]], ["a character that is cut", [0xed, 0x95]]]) {
    await check(`server: ${what} is closed with 1007`, async () => {
      const found = await close_code_after(server.port, (raw) => raw.write(client_frame(0x81, Buffer.from(payload))));
      require_that(found === 1007, `closed with ${found}`);
    });
  }
  socket.terminate();
  server.stop();
}

async function heads_are_refused() {
  const server = await serve("bytes");
  const heads = [
    ["400", "bytes that are no HTTP", "\x16\x03\x01\x02"],
    ["400", "a bare line feed", "GET / HTTP/1.1\nHost: a\n\n"],
    ["404", "a page that is not there", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["405", "a method", "POST / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["431", "a head of 9,000 bytes", `GET / HTTP/1.1\r\nX: ${"x".repeat(9_000)}`],
  ];
  for (const [status, what, head] of heads) {
    await check(`server: ${what} is answered with ${status}`, () => new Promise((resolve, reject) => {
      let answer = "";
      const raw = net.connect(server.port, "127.0.0.1", () => raw.write(head));
      raw.on("data", (data) => (answer += data));
      raw.on("error", () => {});
      raw.on("close", () => (answer.startsWith(`HTTP/1.1 ${status} `) ? resolve() : reject(new Error(answer))));
    }));
  }
  await check("server: a foreign origin is answered with 403", () => new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`, { origin: "http://evil.example" });
    socket.on("error", () => {});
    socket.once("open", () => reject(new Error("it was taken")));
    socket.once("unexpected-response", (_, answer) =>
      (answer.statusCode === 403 ? resolve() : reject(new Error(String(answer.statusCode)))));
  }));
  server.stop();
}

// Text that gets smaller, noise that does not, and messages below and above ws's own threshold.
function samples() {
  const noise = Buffer.alloc(200_000);
  let seed = 1;
  for (let i = 0; i < noise.length; ++i) noise[i] = (seed = (seed * 48271) % 2147483647) >> 8;
  return [Buffer.alloc(0), Buffer.from("x"), Buffer.from("naru ".repeat(20)), noise,
    Buffer.from("naru ".repeat(100_000)), Buffer.alloc(largest, "z")];
}

async function naru_serves_compressed() {
  const server = await serve("bytes", "deflate");
  const windows = [true, { threshold: 0 }, { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 9 },
    { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true, zlibDeflateOptions: { level: 9 } }];
  for (const options of windows) {
    const what = JSON.stringify(options);
    const socket = await connect(server.port, undefined, options);
    await check(`server: compression as asked for: ${what}`, async () => {
      require_that(socket.extensions === "permessage-deflate", socket.extensions);
      const agreed = socket._receiver._extensions["permessage-deflate"].params;
      require_that(agreed.server_max_window_bits === options.serverMaxWindowBits, "another window");
    });
    for (const each of samples()) {
      await check(`server: ${each.length} bytes, compressed, come back: ${what}`, () => bytes_echoed(socket, each));
    }
    await check(`server: text that was compressed goes as fewer bytes: ${what}`, async () => {
      const before = socket._socket.bytesRead;
      await bytes_echoed(socket, Buffer.from("naru ".repeat(10_000)));
      require_that(socket._socket.bytesRead - before < 2_000, `${socket._socket.bytesRead - before} bytes`);
    });
    socket.terminate();
  }
  await check("server: a message that inflates to too much is closed with 1009", async () => {
    const socket = await connect(server.port, undefined, { threshold: 0 });
    socket.on("error", () => {});
    const end = closed(socket);
    socket.send(Buffer.alloc(largest + 1));
    const code = await end;
    require_that(code === 1009, `closed with ${code}`);
  });
  await check("server: what cannot be inflated is closed with 1007", async () => {
    const socket = await connect(server.port, undefined, true);
    socket.on("error", () => {});
    const end = closed(socket);
    socket._socket.write(client_frame(0xc2, Buffer.from([6])));
    const code = await end;
    require_that(code === 1007, `closed with ${code}`);
  });
  server.stop();
  const lines = await serve("lines", "deflate");
  const socket = await connect(lines.port, undefined, { threshold: 0 });
  for (const text of ["", "x", "나루 ".repeat(50_000), "루".repeat(largest / 3 - 1)]) {
    await check(`server: a compressed line of ${Buffer.byteLength(text)} bytes comes back`, () => line_echoed(socket, text));
  }
  socket.terminate();
  lines.stop();
}

async function naru_asks(messages, ...more) {
  const perMessageDeflate = more.length !== 0 && { threshold: 0 };
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", maxPayload: 2 * largest, perMessageDeflate });
  await new Promise((resolve) => server.once("listening", resolve));
  let extensions = "";
  let tell_code;
  const code = new Promise((resolve) => (tell_code = resolve)); // nobody knows whether it or the exit is heard first
  server.on("connection", (socket) => {
    extensions = socket.extensions;
    socket.on("close", tell_code);
    socket.on("message", (data, binary) => {
      socket.ping("in between");
      socket.send(data, { binary });
    });
  });
  const what = `client: ${[messages, ...more].join(", ")}: of 0 bytes to 16 MiB and 10,000 messages come back, closed with 1000`;
  await check(what, async () => {
    const child = spawn(program, ["ask", messages, String(server.address().port), ...more], { stdio: ["ignore", "ignore", "inherit"] });
    const status = await new Promise((resolve) => child.once("exit", resolve));
    require_that(status === 0, `status ${status}`);
    require_that((await code) === 1000, `closed with ${await code}`);
  });
  await check(`client: what was agreed on: ${extensions || "nothing"}`, async () =>
    require_that((extensions !== "") === (more.length !== 0), "not as asked for"));
  server.close();
}

(async () => {
  await naru_serves_bytes();
  await naru_serves_lines();
  await naru_serves_compressed();
  await heads_are_refused();
  await naru_asks("bytes");
  await naru_asks("lines");
  await naru_asks("bytes", "deflate");
  await naru_asks("lines", "deflate");
  console.log(failed === 0 ? "all hold" : `${failed} fail`);
  process.exit(failed === 0 ? 0 : 1);
})();
