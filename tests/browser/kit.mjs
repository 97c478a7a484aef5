// node kit.mjs URL FILE: the page of a print in a running preview follows its kit's source FILE, a picture of one colour,
// without being loaded again: another colour is seen, a mistake is told with its place while the picture stays, and goes.
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
const colour = () => {
  const picture = document.querySelector("img[src*='-preview.png']");
  if (!picture || !picture.complete || !picture.naturalWidth) return "";
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, 1, 1);
  return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3)).join(",");
};
// Asked again and again: the page's policy lets no text become a program.
const sees = async (rgb, what) => {
  let now = "";
  for (let turn = 0; turn < 150 && now !== rgb; turn += 1) {
    if (turn) await page.waitForTimeout(100);
    now = await page.evaluate(colour).catch(() => "");
  }
  if (now !== rgb) wrong.push(`${what}: the picture is ${now}, not ${rgb}`);
};
const says = (text, there, what) =>
  page
    .waitForFunction(([text, there]) => document.documentElement.textContent.includes(text) === there, [text, there], { timeout: 15000 })
    .catch(() => wrong.push(`${what}: “${text}” ${there ? "did not appear" : "stayed"}`));
await page.goto(url);
await sees("255,0,0", "at first");
let loads = 0;
page.on("framenavigated", () => (loads += 1));
fs.writeFileSync(file, before.replace("ff0000", "0000ff"));
await sees("0,0,255", "after a save");
fs.writeFileSync(file, before.replace("fill: rgb", "fill: rbg"));
await says("flag.typ:2:", true, "after a mistake");
await sees("0,0,255", "while it is broken");
fs.writeFileSync(file, before.replace("ff0000", "00ff00"));
await sees("0,255,0", "after the mend");
await says("flag.typ:2:", false, "after the mend");
if (loads > 0) wrong.push(`the page was loaded ${loads} times`);
await browser.close();
if (wrong.length) {
  console.log(wrong.join("\n"));
  process.exit(1);
}
console.log("a kit's change, a mistake and its mend were seen without reloading");
