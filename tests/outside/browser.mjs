// Opens pages in Chromium and lets axe-core look at them: node browser.mjs CHROMIUM [WIDTHS], the files or addresses as a
// JSON list on standard input. All rules in the light and at the narrowest width; in the dark, where nothing but colours
// changes, those of colours at the others.
// Prints a JSON list with one object for every page, width and colour scheme.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const WIDTHS = (process.argv[3] ?? "320,390,1280").split(",").map(Number);
const SCHEMES = ["light", "dark"];
const AT_ONCE = 2;
const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"] };
const COLOURS = { type: "rule", values: ["color-contrast"] };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// A browser that looks for updates and the like asks for hosts that a closed network refuses.
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

// A page is loaded once: what changes with the width and the scheme changes while it is there.
async function* looks(page, file) {
  const address = /^https?:/.test(file) ? file : pathToFileURL(file).href;
  const own = address.startsWith("file:") ? address : new URL(address).origin + "/";
  const asked = [];
  const listen = (request) => asked.push(request.url());
  page.on("request", listen);
  await page.goto(address);
  await page.evaluate(AXE);
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const requests = asked.filter((url) => !url.startsWith(own));
      yield { file, width, scheme, requests, ...(await look(page, scheme === "light" || width === WIDTHS[0])) };
    }
  }
  page.off("request", listen);
}

async function look(page, thorough) {
  const seen = await page.evaluate(() => {
    const root = document.documentElement;
    const widths = { content: root.scrollWidth, window: root.clientWidth };
    // Axe takes a page that names no ground for white; name the one that the browser paints.
    root.style.backgroundColor = "Canvas";
    return { ...widths, ground: getComputedStyle(root).backgroundColor };
  });
  const rules = thorough ? RULES : COLOURS;
  const judge = (runOnly) => window.axe.run({ runOnly, resultTypes: ["violations"] });
  const result = await page.evaluate(judge, rules);
  return {
    ...seen,
    thorough,
    passed: result.passes.length,
    violations: result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`),
  };
}

const files = JSON.parse(readFileSync(0, "utf8"));
const queue = [...files];
const browser = await chromium.launch({ executablePath: process.argv[2], args: QUIET });
const found = [];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    const page = await (await browser.newContext()).newPage();
    for (let file = queue.shift(); file; file = queue.shift()) {
      for await (const one of looks(page, file)) found.push(one);
    }
  }),
);
await browser.close();
process.stdout.write(JSON.stringify(found));
