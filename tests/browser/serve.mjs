// node serve.mjs URL FILE: a page of a running preview follows its source file FILE without anybody reloading it:
// a changed sentence appears, a mistake shows itself in the page in Chinese, and goes when it is mended.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const [url, file] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({ locale: "zh-CN" });
const wrong = [];
page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
const before = fs.readFileSync(file, "utf8");
const sees = (text, what) =>
  page.waitForFunction((text) => document.documentElement.textContent.includes(text), text, { timeout: 15000 }).catch(() => wrong.push(`${what}: “${text}” did not appear`));
const misses = (text, what) =>
  page.waitForFunction((text) => !document.documentElement.textContent.includes(text), text, { timeout: 15000 }).catch(() => wrong.push(`${what}: “${text}” stayed`));
await page.goto(url);
await sees("通过好友验证", "at first");
fs.writeFileSync(file, before.replace("通过好友验证", "先看来路再通过"));
await sees("先看来路再通过", "after a save");
fs.writeFileSync(file, before.replace("role=群管家", "role=群管加"));
await sees("没有名为“群管加”的岗位", "after a mistake");
fs.writeFileSync(file, before);
await misses("没有名为“群管加”的岗位", "after the mend");
await sees("通过好友验证", "after the mend");
// A page that is not there stands still, and a page that comes is seen.
let loads = 0;
page.on("framenavigated", () => (loads += 1));
const coming = path.join(path.dirname(file), "99-coming.md");
await page.goto(url.replace(/start\/index\.html$/, "coming/index.html"));
await page.waitForTimeout(1000);
if (loads !== 1) wrong.push(`a page that is not there was loaded ${loads} times in a second`);
const styled = await page.evaluate(() => Array.from(document.styleSheets).some((sheet) => sheet.cssRules.length > 0));
if (!styled) wrong.push("the page that says that there is none has no styles");
fs.writeFileSync(coming, '+++\ntitle = "后来的页"\nslug = "coming"\n+++\n\n现在有了。\n');
await sees("现在有了。", "after the page came");
fs.rmSync(coming);
await browser.close();
if (wrong.length) {
  console.log(wrong.join("\n"));
  process.exit(1);
}
console.log("a change, a mistake and its mend were seen without reloading");
