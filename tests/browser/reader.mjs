// node reader.mjs SITE: what a reader does, in Chromium, from file:// and on a phone's width: fills a blank once and copies a script,
// ticks a checklist that stays ticked, chooses a role that lists follow, asks for dark and large pages. The processor is slowed
// down as on a cheap phone; no page may move while it is drawn.
// Prints what went wrong and exits 1; every page error, console error and request to another host is wrong, too.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const root = path.resolve(process.argv[2]);
const site = pathToFileURL(root).href;
const wrong = [];
const find = (folder, needle) => {
  for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const below = `${folder}/${entry.name}`;
    const found = entry.isDirectory() ? find(below, needle) : entry.name === "index.html" && fs.readFileSync(path.join(root, below), "utf8").includes(needle) ? below : null;
    if (found) return found;
  }
  return null;
};
const expect = (what, is, wanted) => { if (is !== wanted) wrong.push(`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`); };

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
const page = await context.newPage();
page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
page.on("request", (request) => /^(file|data):/.test(request.url()) || wrong.push(`asks another host: ${request.url()}`));
const slow = async (page) => (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 6 });
await slow(page);
const copied = () => page.evaluate(() => window.copied);
// What is copied goes to the clipboard or through the old command; both are watched.
await page.addInitScript(() => {
  window.copied = "";
  document.addEventListener("copy", () => { window.copied = String(document.activeElement.value || getSelection()); }, true);
  if (navigator.clipboard) navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); };
});

const library = find("scripts", "data-slot=\"昵称\"");
await page.goto(`${site}/${library}`);
const card = page.locator(".script").filter({ has: page.locator("input[data-slot='昵称']") }).first();
await card.locator("input[data-slot='昵称']").fill("林姐");
await card.locator("[data-copy-message]:visible").first().click();
await page.waitForTimeout(100);
const text = await copied();
if (!text.includes("林姐") || text.includes("{昵称}")) wrong.push(`the copied script is not filled: ${text}`);
await page.reload();
expect("a blank is remembered", await page.locator("input[data-slot='昵称']").first().inputValue(), "林姐");
await page.goto(`${site}/scripts/index.html`);
expect("the recently used script is offered", await page.locator(".recent-list a").count(), 1);

const chapter = find("handbook", "data-run=");
await page.goto(`${site}/${chapter}`);
await page.locator(".step .ticks label").nth(0).click();
await page.locator(".step .ticks label").nth(1).click();
await page.reload();
expect("ticks stay", await page.locator("[data-run-done]").innerText(), "2");
await page.locator("[data-run-copy]").click();
await page.waitForTimeout(100);
if (!(await copied()).includes("☑")) wrong.push("the result of a run is not copied");
page.once("dialog", (dialog) => dialog.accept());
await page.locator("[data-run-reset]").click();
expect("a run begins anew", await page.locator("[data-run-done]").innerText(), "0");

await page.goto(`${site}/index.html`);
const role = page.locator(".chips-choose [data-be-role]").first();
const slug = await role.getAttribute("data-be-role");
await role.click();
expect("the role's panel opens", await page.locator(`[data-role-panel='${slug}']`).first().isVisible(), true);
await page.goto(`${site}/handbook/index.html`);
expect("lists follow the role", await page.evaluate((slug) => Array.from(document.querySelectorAll("[data-follow-list] [data-roles]")).every((item) => (item.getClientRects().length > 0) === item.dataset.roles.split(" ").includes(slug)), slug), true);

await page.locator(".menu > summary").click();
await page.locator("[data-switch=large]").click();
await page.locator("[data-switch=mode]").click();
await page.reload();
expect("large letters stay", await page.evaluate(() => document.documentElement.hasAttribute("data-large")), true);
expect("dark stays", await page.evaluate(() => document.documentElement.dataset.mode), "dark");
expect("nothing is wider than the screen", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
await context.close();

// What depends on the day, the role and this device is decided before it is drawn: nothing moves afterwards.
for (const width of [390, 1280]) {
  const still = await browser.newContext({ viewport: { width, height: 844 }, locale: "zh-CN" });
  await still.addInitScript((slug) => {
    localStorage.setItem("sopress:role", slug);
    localStorage.setItem("sopress:visit", JSON.stringify({ seen: "2020-01-01", now: "2020-01-01", at: 1 }));
    localStorage.setItem("sopress:used", JSON.stringify([{ href: "scripts/index.html", name: "x", count: 2 }]));
    window.moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) window.moved += entry.value; })).observe({ type: "layout-shift", buffered: true });
  }, slug);
  for (const path of ["index.html", chapter, library, "scripts/index.html", "handbook/index.html", "campaigns/index.html"]) {
    if (!fs.existsSync(`${root}/${path}`)) continue;
    const drawn = await still.newPage();
    await slow(drawn);
    await drawn.goto(`${site}/${path}`);
    await drawn.waitForTimeout(400);
    const moved = await drawn.evaluate(() => window.moved);
    if (moved > 0.02) wrong.push(`${path} moves while it is drawn, ${width} px: ${moved}`);
    await drawn.close();
  }
  await still.close();
}

// In the middle of January what is over stands below what is on or to come, and nothing moves to get there.
if (fs.existsSync(`${root}/campaigns/index.html`)) {
  const later = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
  const list = await later.newPage();
  await slow(list);
  await list.addInitScript(() => {
    const Real = Date;
    window.Date = class extends Real { constructor(...given) { given.length ? super(...given) : super(2027, 0, 8, 12); } };
    window.moved = 0;
    new PerformanceObserver((found) => found.getEntries().forEach((entry) => { window.moved += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await list.goto(`${site}/campaigns/index.html`);
  await list.waitForTimeout(400);
  const states = await list.locator(".campaign-row").evaluateAll((rows) => rows.map((row) => row.className.split("is-")[1]).join(" "));
  if (!/^(running |coming )+(over ?)+$/.test(states)) wrong.push(`campaigns in January stand as ${states}`);
  const ends = await list.locator(".campaign-row.is-over").evaluateAll((rows) => rows.map((row) => row.dataset.end));
  expect("the latest that is over stands first", ends.join(" "), [...ends].sort().reverse().join(" "));
  const moved = await list.evaluate(() => window.moved);
  if (moved > 0.02) wrong.push(`campaigns/index.html moves when campaigns are over: ${moved}`);
  await later.close();
}

// Without scripts everything can still be read.
const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
const quiet = await plain.newPage();
await quiet.goto(`${site}/${library}`);
expect("without scripts every wording is there", await quiet.locator(".variant:visible").count(), await quiet.locator(".variant").count());
expect("without scripts no dead button is shown", await quiet.locator("main button:visible").count(), 0);
await plain.close();
await browser.close();
if (wrong.length) {
  console.log(wrong.join("\n"));
  process.exit(1);
}
console.log("scripts, runs, roles, switches, no script: as they should be");
