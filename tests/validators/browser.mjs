// Opens exported pages in Chromium: counts accessibility violations (axe-core), requests to anywhere, errors and
// scripts that captions brought along; tries the slideshow. Prints one JSON object a page; screenshots if asked for.
//
// usage: node browser.mjs [--shots FOLDER] PAGE.html...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const words = process.argv.slice(2);
const shots = words[0] === "--shots" ? words.splice(0, 2)[1] : null;
const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true } };

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files=false"],
});

async function check(file, size, scheme, motion) {
  const page = await browser.newPage();
  const found = { file, size, scheme, requests: [], errors: [], violations: [] };
  await page.setBypassCSP(false);
  await page.setViewport(sizes[size]);
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: motion },
  ]);
  const own = pathToFileURL(resolve(file)).href;
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:") && !url.startsWith(own.slice(0, own.lastIndexOf("/") + 1))) found.requests.push(url.slice(0, 200));
  });
  page.on("dialog", async (dialog) => { found.errors.push(`dialog: ${dialog.message()}`); await dialog.dismiss(); });
  page.on("pageerror", (error) => found.errors.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") found.errors.push(message.text()); });
  await page.goto(own, { waitUntil: "load", timeout: 180_000 });
  await page.evaluate(() => document.querySelectorAll("img").forEach((image) => { image.loading = "eager"; }));
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  found.broken = await page.evaluate(() => [...document.images].filter((image) => !image.naturalWidth).length);
  found.images = await page.evaluate(() => document.images.length);
  found.overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const audit = async (view) => {
    // A world of its own: the page's policy stays as strict as it is.
    const result = await page.evaluate(`(() => { ${axe}; return axe.run(document, { resultTypes: ["violations"] }); })()`);
    for (const one of result.violations) found.violations.push(`${view}: ${one.id}: ${one.nodes[0].target} ${one.nodes[0].failureSummary}`);
  };
  const shot = async (view) => {
    const name = `${basename(file, ".html")}-${size}-${scheme}-${view}.png`;
    if (shots) await page.screenshot({ path: join(shots, name), fullPage: view === "all", captureBeyondViewport: view === "all" });
  };
  await audit("reading");
  await shot("top");
  if (await page.$("#start")) {
    await page.evaluate(() => document.querySelector("#panel-2, #panel-1").scrollIntoView());
    await shot("panel");
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.click("#start");
    await page.keyboard.press("PageDown");
    await new Promise((done) => setTimeout(done, 500));
    found.slide = await page.$eval("#place", (place) => place.textContent);
    await audit("slides");
    await shot("slide");
    await page.keyboard.press("End");
    found.last = await page.$eval("#place", (place) => place.textContent);
    await page.keyboard.press("Escape");
    found.closed = await page.$eval("#controls", (controls) => controls.hidden);
    if (shots && size === "desktop") await page.pdf({ path: join(shots, `${basename(file, ".html")}-print-${scheme}.pdf`), format: "A4" });
  }
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await shot("end");
  await page.close();
  return found;
}

for (const file of words) {
  for (const [size, scheme] of [["desktop", "light"], ["phone", "dark"], ["desktop", "dark"], ["phone", "light"]]) {
    const motion = scheme === "dark" ? "reduce" : "no-preference";
    console.log(JSON.stringify(await check(file, size, scheme, motion)));
  }
}
await browser.close();
