// node draw.mjs PAGE PICTURE: draws a page of this folder at one and a half times its size.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.SOPRESS_TOOLS, "npm/"));
const { chromium } = require("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--allow-file-access-from-files"] });
const page = await browser.newPage({ viewport: { width: 1200, height: 700 }, deviceScaleFactor: 1.5 });
await page.goto(pathToFileURL(path.resolve(process.argv[2])).href);
await page.waitForTimeout(300);
const jpeg = process.argv[3].endsWith(".jpg");
await page.screenshot({ path: process.argv[3], ...(jpeg ? { type: "jpeg", quality: 85 } : {}) });
await browser.close();
