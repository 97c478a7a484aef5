// node search_speed.mjs SITE [QUERIES.json] [--slow 6] [--each]: what a search costs a reader, in Chromium, on the built site SITE.
// QUERIES.json is {queries: [{query}, …]}; without it a few hard ones are asked. Prints, for each: bytes on the wire that a first query
// takes (gzip, a new visitor every time, index data only), and milliseconds of the page's thread for a warm query with the processor slowed
// down, everything loaded before, the middle of five. Measures, and judges nothing: times belong to the machine.
import { createRequire } from "node:module";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const args = process.argv.slice(2);
const each = args.includes("--each");
const slow = Number(args[args.indexOf("--slow") + 1] && args.includes("--slow") ? args[args.indexOf("--slow") + 1] : 6);
const [site, file] = args.filter((arg, at) => !arg.startsWith("--") && args[at - 1] !== "--slow");
const HARD = [
  "怎么", "一", "的", "a", "zh", "xinrenjinqunhuanyinyu", "hyy", "huanying yu", "我想问一下怎么才能退款呢", "红shao肉", "請問新人怎麼進群", "vue3 router",
  "顾客说包裹一直没有到而且天气不好路上耽误了应该怎么样回复他才能不生气呢请问有没有现成的话术可以直接复制发送给他", "撘建社群", "componet", "zzzzzz",
];
const queries = file ? JSON.parse(fs.readFileSync(file, "utf8")).queries.map((one) => one.query) : HARD;

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml" };
const server = http.createServer((request, response) => {
  const name = decodeURIComponent(request.url.split("?")[0]);
  const full = path.join(site, name.endsWith("/") ? name + "index.html" : name);
  if (!full.startsWith(path.resolve(site)) && !full.startsWith(site) || !fs.existsSync(full) || fs.statSync(full).isDirectory()) return response.writeHead(404).end();
  const packed = zlib.gzipSync(fs.readFileSync(full), { level: 6 });
  response.writeHead(200, { "content-type": TYPES[path.extname(full)] || "application/octet-stream", "content-encoding": "gzip", "content-length": packed.length }).end(packed);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const home = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });

/* Enter in the field; the list stands and is laid out when this returns. */
const enter = (text) => {
  const input = Array.from(document.querySelectorAll("form[role=search] input[type=search]")).find((one) => !one.closest("header")) || document.querySelector("input[type=search]");
  input.value = text;
  input.form.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
  document.body.getBoundingClientRect();
};
/* Until nothing is on its way any more. */
const settle = async () => {
  for (let quiet = 0; quiet < 4;) {
    await new Promise((next) => setTimeout(next, 15));
    quiet = document.head.querySelector('script[src*="_search/"]') ? 0 : quiet + 1;
  }
  return document.querySelectorAll("#search-results .search-hit").length;
};

const wire = [];
for (const query of queries) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  const asked = new Map();
  let bytes = 0, files = 0, data = 0;
  client.on("Network.requestWillBeSent", (event) => asked.set(event.requestId, event.request.url));
  client.on("Network.loadingFinished", (event) => {
    const url = asked.get(event.requestId) || "";
    if (!url.includes("/_search/")) return;
    files++;
    bytes += event.encodedDataLength;
    if (/\/_search\/[^/]+\/d\//.test(url)) data += event.encodedDataLength;
  });
  await page.goto(home + "search/index.html");
  await page.evaluate(enter, query);
  const hits = await page.evaluate(settle);
  wire.push({ query, bytes, files, data, hits });
  await context.close();
}

const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
const page = await context.newPage();
await page.goto(home + "search/index.html");
for (const query of queries) {
  await page.evaluate(enter, query);
  await page.evaluate(settle);
}
const client = await context.newCDPSession(page);
await client.send("Emulation.setCPUThrottlingRate", { rate: slow });
// Script, style and layout on the page's own thread, so that other programs on the machine do not count.
await client.send("Performance.enable", { timeDomain: "threadTicks" });
const spent = async () => {
  const all = {};
  for (const one of (await client.send("Performance.getMetrics")).metrics) all[one.name] = one.value * 1e3;
  return [all.ScriptDuration, all.RecalcStyleDuration + all.LayoutDuration];
};
const warm = [];
for (const [n, query] of queries.entries()) {
  const scripts = [], layouts = [];
  for (let turn = 0; turn < 5; turn++) {
    // What was asked last is not asked again.
    await page.evaluate(enter, queries[(n + 1 + turn) % queries.length]);
    const from = await spent();
    await page.evaluate(enter, query);
    const to = await spent();
    scripts.push(to[0] - from[0]);
    layouts.push(to[1] - from[1]);
  }
  const middle = (list) => list.sort((a, b) => a - b)[2];
  warm.push({ query, script: middle(scripts), layout: middle(layouts) });
}
await browser.close();
server.close();

const at = (list, part) => list[Math.min(list.length - 1, Math.ceil(list.length * part) - 1)];
const sorted = (list, value) => list.map(value).sort((a, b) => a - b);
const kb = (n) => (n / 1e3).toFixed(1);
if (each) wire.forEach((one, n) => console.log(`${kb(one.bytes).padStart(7)} KB (${kb(one.data)} texts, ${one.files} files)  ${warm[n].script.toFixed(1).padStart(6)} + ${warm[n].layout.toFixed(1)} ms  ${one.hits} hits  ${one.query}`));
console.log(`${queries.length} queries`);
const bytes = sorted(wire, (one) => one.bytes);
console.log(`first query, KB on the wire with headers: median ${kb(at(bytes, 0.5))}, p95 ${kb(at(bytes, 0.95))}, most ${kb(at(bytes, 1))}`);
for (const [what, value] of [["the query: from Enter to the list in the page", (one) => one.script], ["and its style and layout", (one) => one.layout]]) {
  const list = sorted(warm, value);
  console.log(`warm, processor ${slow} times slower, ms for ${what}: median ${at(list, 0.5).toFixed(1)}, p95 ${at(list, 0.95).toFixed(1)}, most ${at(list, 1).toFixed(1)}`);
}
