// node seal.mjs SITE PASSWORD TEXT PAGE QUERY: a locked site in a real browser, over http://localhost with the site's own
// Content-Security-Policy and from file://: a wrong password is refused in words, the right one opens pages, pictures,
// search and downloads, an altered page is told from a wrong password, and a browser without the cipher says why.
import { createRequire } from "node:module";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const [site, password, text, page, query] = process.argv.slice(2);
const wrong = [];
const must = (fine, what) => { if (!fine) wrong.push(what); };

const policy = /Content-Security-Policy: (.*)/.exec(fs.readFileSync(path.join(site, "_headers"), "utf8"))[1];
const kinds = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };
const server = http.createServer((request, response) => {
  let file = path.join(site, decodeURIComponent(request.url.split("?")[0]));
  if (file.endsWith("/")) file += "index.html";
  if (!fs.existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": kinds[path.extname(file)] || "application/octet-stream", "Content-Security-Policy": policy });
  response.end(fs.readFileSync(file));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const host = `http://localhost:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
async function fresh(prepare, viewport) {
  const context = await browser.newContext({ locale: "zh-CN", acceptDownloads: true, viewport: viewport || { width: 1280, height: 720 } });
  if (prepare) await context.addInitScript(prepare);
  const tab = await context.newPage();
  tab.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
  tab.on("console", (message) => { if (/Content Security Policy/.test(message.text())) wrong.push(message.text()); });
  return tab;
}
async function told(tab, part, what) {
  await tab.waitForFunction((part) => document.documentElement && document.documentElement.textContent.includes(part), part, { timeout: 20000 })
    .catch(async () => wrong.push(`${what}: “${part}” did not appear`));
}
async function enter(tab, password) {
  await tab.waitForSelector("#lock-password", { state: "visible", timeout: 20000 });
  await tab.fill("#lock-password", password);
  await tab.click("#lock-form button");
}

// How wide the picture is that the page shows, in its own pixels.
const shown = (tab) => tab.waitForFunction(() => {
  const picture = document.querySelector("main#main img");
  return picture && picture.complete && picture.naturalWidth;
}, null, { timeout: 20000 }).then((width) => width.jsonValue(), () => 0);

for (const base of [host, pathToFileURL(site).href + "/"]) {
  const tab = await fresh();
  await tab.goto(base + page);
  must(!(await tab.content()).includes(text), `${base}: in the clear before the password`);
  const began = Date.now();
  await enter(tab, "不是这个密码，也不是那个");
  await told(tab, "密码不对", base);
  must(Date.now() - began < 5000, `${base}: a wrong password took ${Date.now() - began} ms`);
  await enter(tab, password);
  await told(tab, text, `${base} with the password`);
  await tab.waitForSelector("main#main", { timeout: 20000 }).catch(() => wrong.push(`${base}: no page`));
  must(await tab.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--ink").trim() !== ""), `${base}: no style`);
  must(await shown(tab) === 960, `${base}: a wide screen shows a picture of ${await shown(tab)} pixels`);
  // Another page of the same visit asks for nothing.
  await tab.goto(base + "handbook/index.html");
  await tab.waitForSelector("main#main", { timeout: 20000 }).catch(() => wrong.push(`${base}: the next page did not open`));
  must(!(await tab.$("#lock-password")), `${base}: asked again`);
  await tab.goto(base + "search/index.html?q=" + encodeURIComponent(query));
  await told(tab, text.slice(0, 4), `${base} search`);
  await tab.context().close();
}

// A phone loads the version of a picture that it shows, and no other.
{
  const tab = await fresh(null, { width: 390, height: 800 });
  const asked = [];
  tab.on("request", (request) => { if (/_pictures|_assets/.test(request.url())) asked.push(request.url().split("/").pop()); });
  await tab.goto(host + page);
  await enter(tab, password);
  const width = await shown(tab);
  must(width === 480, `a phone shows a picture of ${width} pixels`);
  must(asked.length === 1 && asked[0].startsWith("480."), `a phone loads ${asked.join(", ")}`);
  await tab.context().close();
}

// A download is opened, too.
{
  const tab = await fresh();
  await tab.goto(host + "index.html");
  await enter(tab, password);
  await tab.waitForSelector("main#main", { timeout: 20000 });
  const sealed = [];
  const walk = (folder) => fs.readdirSync(folder, { withFileTypes: true }).forEach((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) walk(full);
    else if (/\.(xlsx|ics)\.js$/.test(entry.name)) sealed.push(path.relative(site, full).replace(/\.js$/, ""));
  });
  walk(site);
  must(sealed.length > 0, "no download to try");
  if (sealed.length) {
    const name = sealed[0];
    await tab.evaluate((name) => {
      const link = document.createElement("a");
      link.href = name;
      link.id = "try";
      link.textContent = name;
      document.body.appendChild(link);
    }, name);
    const [download] = await Promise.all([tab.waitForEvent("download", { timeout: 20000 }), tab.evaluate(() => document.getElementById("try").click())]);
    const head = fs.readFileSync(await download.path()).subarray(0, 5).toString("latin1");
    must(/^(PK|BEGIN)/.test(head), `${name} begins with ${head}`);
  }
  await tab.context().close();
}

// One letter of the sealed page is another one.
{
  const file = path.join(site, page);
  const before = fs.readFileSync(file, "utf8");
  fs.writeFileSync(file, before.replace(/(type="text\/plain">.{200})(.)/, (all, head, letter) => head + (letter === "A" ? "B" : "A")));
  const tab = await fresh();
  await tab.goto(host + page);
  await enter(tab, password);
  await told(tab, "被改动过", "an altered page");
  fs.writeFileSync(file, before);
  await tab.context().close();
}

// A phone on an http:// address of the network has no cipher.
{
  const tab = await fresh(() => Object.defineProperty(Crypto.prototype, "subtle", { get: () => undefined }));
  await tab.goto(host + page);
  await told(tab, "https://", "without the cipher");
  must(!(await tab.isVisible("#lock-form")), "without the cipher it still asks");
  await tab.context().close();
}

await browser.close();
server.close();
if (wrong.length) {
  console.log(wrong.join("\n"));
  process.exit(1);
}
console.log("the locked site opens with its password alone");
