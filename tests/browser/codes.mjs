// node codes.mjs SITE: opens pages of live codes from file:// at several times of the reader's clock, with and without scripts,
// and types short codes. Prints what went wrong and exits 1.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const site = pathToFileURL(path.resolve(process.argv[2])).href;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const wrong = [];
const same = (what, found, wanted) => found === wanted || wrong.push(`${what}: ${found}, not ${wanted}`);
const size = { viewport: { width: 390, height: 844 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" };

async function open(context) {
  const page = await context.newPage();
  page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  return page;
}
const shown = async (page) => (await page.locator("[data-way]:visible, [data-no-way]:visible").allInnerTexts()).map((text) => text.split("\n")[0]).join(" | ");

{
  const context = await browser.newContext(size);
  const page = await open(context);
  const at = async (time) => page.clock.setFixedTime(new Date(`${time}:00+08:00`));
  const times = [
    ["2026-11-22T10:00", "旧群"], ["2026-12-04T23:59", "旧群"], ["2026-12-05T09:59", "这个码暂时没有可用的去处"],
    ["2026-12-05T10:00", "新群"], ["2026-12-12T23:59", "新群"], ["2026-12-13T00:00", "这个码暂时没有可用的去处"],
  ];
  for (const [time, wanted] of times) {
    await at(time);
    await page.goto(`${site}/q/demo/index.html`);
    same(time, await shown(page), wanted);
  }
  same("dials", await page.locator("[data-no-way] a").getAttribute("href"), "tel:4000000000,8");
  await at("2026-12-04T23:59");
  await page.goto(`${site}/q/demo/index.html`);
  await at("2026-12-05T10:00");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  same("a page that stays open", await shown(page), "新群");

  const typed = [
    ["DEMO", "demo"], [" Rice Group", "rice-group"], ["ｄｅｍｏ", "demo"], ["https://t.example.com/q/DEMO/", "demo"],
    ["dem0", "demo"], ["nope", ""], ["演示", ""], ["../x", ""],
  ];
  for (const [text, id] of typed) {
    await page.goto(`${site}/q/index.html`);
    await page.fill("#short", text);
    await page.press("#short", "Enter");
    if (id) await page.waitForURL(`${site}/q/${id}/index.html`, { timeout: 5000 }).catch(() => wrong.push(`${text} led to ${page.url()}`));
    else same(text, (await page.locator("[role=alert]").innerText()).includes(`没有“${text}”`) && page.url(), `${site}/q/index.html`);
  }
  await page.goto("about:blank");
  await page.goto(`${site}/q/index.html#DEMO`);
  await page.waitForURL(`${site}/q/demo/index.html`, { timeout: 5000 }).catch(() => wrong.push(`#DEMO led to ${page.url()}`));
  await context.close();
}
{
  const context = await browser.newContext({ ...size, javaScriptEnabled: false });
  const page = await open(context);
  await page.goto(`${site}/q/demo/index.html`);
  const text = await page.innerText("main");
  const places = ["旧群", "以上是这一天的去处：2026-11-22", "新群", "2026-12-05 10:00 起可用", "满了的群", "人数已满"].map((part) => text.indexOf(part));
  if (places.some((place, at) => place < 0 || place < places[at - 1])) wrong.push(`without scripts: ${text.replace(/\s+/g, " ")}`);
  await context.close();
}
await browser.close();
wrong.forEach((line) => console.log(line));
process.exit(wrong.length ? 1 : 0);
