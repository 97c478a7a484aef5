// node save_speed.mjs PROGRAM WORKSPACE FILE PAGE [N]: milliseconds from a save of FILE to a fresh DOM of PAGE in an open browser.
import { createRequire } from "node:module";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const [program, workspace, name, page, count = "20"] = process.argv.slice(2);
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const preview = spawn(program, ["serve", "--port", "0", "--root", workspace], { stdio: ["ignore", "ignore", "pipe"] });
const url = await new Promise((found) => {
  let said = "";
  preview.stderr.on("data", (data) => {
    said += data;
    const url = /http:\/\/127[\d.:]*\//.exec(said);
    if (url) found(url[0]);
  });
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const tab = await browser.newPage();
let awaited = null;
let loads = 0;
tab.on("load", () => { loads += 1; });
await tab.exposeFunction("seen", (mark, at) => { if (awaited && mark === awaited.mark) awaited.done(at); });
await tab.addInitScript(() => {
  const look = () => {
    const mark = /标记\d+号/.exec(document.body ? document.body.textContent : "");
    if (mark) window.seen(mark[0], performance.timeOrigin + performance.now());
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  document.addEventListener("DOMContentLoaded", look);
});
await tab.goto(url + page);
await wait(Number(process.env.SETTLE || 3000));
const file = path.join(workspace, name);
const before = fs.readFileSync(file, "utf8");
const took = [];
for (let turn = 0; turn < Number(count); turn += 1) {
  const mark = `标记${turn}号`;
  const seen = new Promise((done) => { awaited = { mark, done }; });
  const saved = performance.timeOrigin + performance.now();
  fs.writeFileSync(file, before.replace("\n\n", `\n\n${mark}的一句话。\n\n`));
  took.push((await Promise.race([seen, wait(10000).then(() => Infinity)])) - saved);
  await wait(Number(process.env.PAUSE || 1000));
}
fs.writeFileSync(file, before);
took.sort((a, b) => a - b);
const at = (part) => took[Math.min(took.length - 1, Math.floor(part * took.length))].toFixed(1);
console.log(`n=${took.length} min=${at(0)} p50=${at(0.5)} p95=${at(0.95)} ms; the page was loaded ${loads} times`);
await browser.close();
preview.kill();
