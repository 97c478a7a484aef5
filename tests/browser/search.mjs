// node search.mjs SITE: opens the site from file:// in Chromium and searches by Chinese, full pinyin and initials.
// Prints what went wrong and exits 1; every page error, console error and request to another host is wrong, too.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const site = pathToFileURL(path.resolve(process.argv[2])).href;
const wanted = process.argv[3];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const wrong = [];
for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 800 }]) {
  const context = await browser.newContext({ viewport, locale: "zh-CN" });
  const page = await context.newPage();
  page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("file:") && !url.startsWith("data:")) wrong.push(`asks another host: ${url}`);
  });
  for (const query of ["包裹卡", "baoguoka", "bgk"]) {
    await page.goto(`${site}/search/index.html`);
    await page.locator("input[type=search]:visible").first().fill(query);
    const results = page.locator("#search-results a");
    try {
      await results.first().waitFor({ timeout: 10000 });
      const texts = await results.allTextContents();
      if (!texts.slice(0, 5).some((text) => text.includes(wanted))) {
        wrong.push(`${query}: “${wanted}” is not among the first five: ${texts.slice(0, 5).join(" | ").replace(/\s+/g, " ")}`);
        continue;
      }
      await results.first().click();
      await page.waitForLoadState("load");
      if (!(await page.locator("main").innerText()).includes("包裹卡")) wrong.push(`${query}: the first result does not hold the word`);
    } catch (error) {
      wrong.push(`${query} at ${viewport.width} px: ${error.message.split("\n")[0]}`);
    }
  }
  await context.close();
}
await browser.close();
if (wrong.length) {
  console.log(wrong.join("\n"));
  process.exit(1);
}
console.log("3 queries at 2 widths from file://: found");
