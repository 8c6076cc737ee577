// Asks yaml-language-server, as an editor does over its standard input and output, about files of a directory:
//   node check.mjs SERVER DIRECTORY [SETTINGS] < questions.json
// SETTINGS are those of VS Code; without them files are known by their first lines alone.
// Questions are a list of { file, text, line, character, ask: "completion" | "hover" | "problems" }; a line of JSON answers each.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [server, directory, file] = process.argv.slice(2);
const settings = { yaml: { schemaStore: { enable: false } } };
for (const [name, value] of Object.entries(file ? JSON.parse(readFileSync(file, "utf8")) : {})) {
  const steps = name.split(".");
  const key = steps.pop();
  steps.reduce((inner, step) => (inner[step] ??= {}), settings)[key] = value;
}
const questions = JSON.parse(readFileSync(0, "utf8"));
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
const problems = new Map();
let buffer = Buffer.alloc(0);
let last = 0;
const QUIET = 1500;
let pulled;
const configured = new Promise((resolve) => (pulled = resolve));

child.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    const length = end < 0 ? null : Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
    if (length === null || buffer.length < end + 4 + length) return;
    const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString());
    buffer = buffer.subarray(end + 4 + length);
    receive(message);
  }
});

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function receive(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    problems.set(message.params.uri, { at: Date.now(), found: message.params.diagnostics });
  } else if (message.method !== undefined && message.id !== undefined) {
    const asked = message.method === "workspace/configuration" ? message.params.items : null;
    send({ id: message.id, result: asked?.map(({ section }) => settings[section] ?? {}) ?? null });
    if (asked !== null) pulled();
  } else if (message.id !== undefined) {
    waiting.get(message.id)?.(message.result);
    waiting.delete(message.id);
  }
}

function request(method, params) {
  const id = (last += 1);
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

// The server tells of problems again when it has learnt more: they are what they are once it is quiet.
async function settled(uri) {
  for (;;) {
    const told = problems.get(uri);
    if (told !== undefined && Date.now() - told.at > QUIET) return told.found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function answer({ file, text, line, character, ask }, version) {
  const uri = pathToFileURL(join(directory, file)).href;
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version, text } } });
  const at = { textDocument: { uri }, position: { line, character } };
  if (ask === "problems") return (await settled(uri)).map((problem) => `${problem.range.start.line}: ${problem.message}`);
  if (ask === "hover") return (await request("textDocument/hover", at))?.contents?.value ?? null;
  const found = await request("textDocument/completion", at);
  return (found?.items ?? found ?? []).map((item) => ({ label: item.label, about: item.documentation?.value ?? item.documentation ?? "" }));
}

await request("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(directory).href,
  workspaceFolders: [{ uri: pathToFileURL(directory).href, name: "estate" }],
  capabilities: { workspace: { configuration: true, workspaceFolders: true }, textDocument: { completion: {}, hover: { contentFormat: ["markdown"] }, publishDiagnostics: {} } },
  initializationOptions: {},
});
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings } });
// Files that are opened before are first taken for files without a schema.
await configured;
const answers = [];
// All at once: each waits for its own file.
for (const [index, question] of questions.entries()) answers.push(answer(question, index + 1));
for (const told of await Promise.all(answers)) console.log(JSON.stringify(told));
child.kill();
