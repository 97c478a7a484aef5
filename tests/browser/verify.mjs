// node verify.mjs FILE CASES: the verify page of a draw in a real browser, from file:// and without a network: what was
// published is confirmed, what was altered is told, and the page draws CASES as it is said there.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const [file, cases] = process.argv.slice(2);
const wrong = [];
const must = (fine, what) => { if (!fine) wrong.push(what); };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const context = await browser.newContext({ offline: true, viewport: { width: 390, height: 844 } });
const tab = await context.newPage();
tab.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
tab.on("request", (request) => must(request.url().startsWith("file:"), `asks for ${request.url()}`));
await tab.goto(pathToFileURL(file).href);

async function verdicts() {
  await tab.click("[data-draw-form] [type='submit'], [data-draw-form] button");
  return tab.$$eval("[data-draw-result] p", (lines) => lines.map((line) => line.className));
}
const right = await verdicts();
must(right.length === 3 && right.every((name) => name === "draw-right"), `published: ${right}`);
const shown = await tab.$$eval("[data-draw-result] tr", (rows) => rows.length);
must(shown > 0, "no winners are shown");

const list = await tab.inputValue("[name='list']");
await tab.fill("[name='list']", list.replace(/\n(?=[^\n]*\n?$)/, "\n9"));
must((await verdicts())[0] === "draw-wrong", "an altered list passes");
await tab.fill("[name='list']", list);
await tab.fill("[name='secret']", "另一个保密串");
const other = await verdicts();
must(other[0] === "draw-right" && other[1] === "draw-wrong", `another secret: ${other}`);

const given = JSON.parse(fs.readFileSync(cases, "utf8"));
const found = await tab.evaluate((all) => all.map((one) => {
  const drawn = recomputeDraw(one.draw);
  return JSON.stringify([drawn.listHash, drawn.secretHash, drawn.seed, drawn.tickets]);
}), given);
given.forEach((one, index) => must(found[index] === JSON.stringify(one.said), `draw ${index}: ${found[index]}`));

await browser.close();
console.log(wrong.slice(0, 20).join("\n"));
console.log(`${given.length} draws, ${wrong.length} mistakes`);
process.exit(wrong.length || !given.length ? 1 : 0);
