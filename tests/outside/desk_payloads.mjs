// Shows pages that are full of scripts, with the headers that came with them: node desk_payloads.mjs CHROMIUM, what to show on
// standard input. Prints what ran on which page, with the policy that they came with and without any.
import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { chromium } from "playwright-core";

const SITE = "http://desk.example.org";
const KINDS = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

const given = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--disable-gpu", "--no-first-run"] });
const found = { trap: 0, pages: [] };

// Opens whatever is closed, goes into every field, presses what leads nowhere, and waits for all that was begun.
function poke(marks) {
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of document.querySelectorAll("a[href]")) {
    if (!/^(https?|mailto|tel):$/.test(one.protocol)) one.click();
  }
  for (const one of document.querySelectorAll("button[type=button]")) one.click();
  for (const one of document.querySelectorAll("main input, main textarea, main select")) one.focus();
  const fields = [...document.querySelectorAll("input, textarea, option")].map((one) => one.value);
  const text = [document.documentElement.textContent, ...fields].join("\n").replace(/\s+/g, " ");
  const seen = Object.keys(marks).filter((field) => text.includes(marks[field]));
  const strange = [...document.links].map((one) => one.protocol).filter((one) => !/^(https?|mailto|tel):$/.test(one));
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve({ seen, strange }), 30)));
}

async function attack(policy) {
  const context = await browser.newContext({ bypassCSP: !policy });
  let ran = [];
  await context.exposeFunction("ran", (what) => ran.push(String(what)));
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    ran.push(dialog.message());
    return dialog.dismiss();
  });
  let shown;
  await context.route("**/*", (route) => {
    const address = new URL(route.request().url());
    if (shown && route.request().isNavigationRequest() && page.mainFrame() === route.request().frame()) {
      return route.fulfill({ body: readFileSync(shown.file), headers: shown.headers });
    }
    if (address.pathname.startsWith("/static/")) {
      const name = basename(address.pathname);
      return route.fulfill({ body: readFileSync(join(given.static, name)), contentType: KINDS[extname(name)] ?? "text/plain" });
    }
    return route.abort();
  });

  await page.goto("about:blank");
  for (const value of given.alive) await page.setContent(`<!doctype html><title>x</title><div>${value}</div>`);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  found.trap = ran.length;

  for (const one of given.pages) {
    ran = [];
    shown = one;
    await page.goto(`${SITE}${one.path}`);
    shown = undefined;
    const { seen, strange } = await page.evaluate(poke, given.marks);
    found.pages.push({ name: one.name, policy, ran, seen, strange });
  }
  await context.close();
}

await Promise.all([attack(true), attack(false)]);
await browser.close();
process.stdout.write(JSON.stringify(found));
