// Opens many pages once each and looks at them again and again: node desk.mjs CHROMIUM WIDTHS, the files as a JSON list on
// standard input. At every width whether it scrolls sideways; at the narrowest and the second widest all of axe's rules;
// in the dark, where nothing but colours changes, those of colours. What is written from right to left has the same colours
// and the same parts: of it the narrowest width is judged.
// Prints a JSON list with one object for every page and width, and one for every page in the dark.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AT_ONCE = 2;
const WIDTHS = process.argv[3].split(",").map(Number);
const [NARROWEST, WIDE] = [WIDTHS[0], WIDTHS.at(-2)];
const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"] };
const COLOURS = { type: "rule", values: ["color-contrast"] };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--no-first-run"];

async function judged(page, runOnly) {
  const result = await page.evaluate((rules) => window.axe.run({ runOnly: rules, resultTypes: ["violations"] }), runOnly);
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

function measured(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    root.style.backgroundColor = "Canvas";
    const beyond = [...document.querySelectorAll("body *")].find((one) => {
      const { left, right } = one.getBoundingClientRect();
      return right > root.clientWidth + 1 || left < -1;
    });
    return { content: root.scrollWidth, window: root.clientWidth, beyond: beyond?.outerHTML.slice(0, 120) ?? "" };
  });
}

async function look(page, file, found) {
  const errors = [];
  const listen = (error) => errors.push(String(error));
  page.on("pageerror", listen);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(AXE);
  await page.evaluate(() => document.querySelectorAll("main details").forEach((one) => (one.open = true)));
  const mirrored = await page.evaluate(() => document.documentElement.dir === "rtl");
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const seen = await measured(page);
    const thorough = width === NARROWEST || (width === WIDE && !mirrored);
    const violations = thorough ? await judged(page, RULES) : [];
    found.push({ file, width, scheme: "light", ...seen, violations, errors });
  }
  await page.emulateMedia({ colorScheme: "dark" });
  const violations = mirrored ? [] : await judged(page, COLOURS);
  found.push({ file, width: WIDTHS.at(-1), scheme: "dark", ...(await measured(page)), violations, errors });
  page.off("pageerror", listen);
}

const queue = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath: process.argv[2], args: QUIET });
const found = [];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    const page = await (await browser.newContext()).newPage();
    for (let file = queue.shift(); file; file = queue.shift()) await look(page, file, found);
  }),
);
await browser.close();
process.stdout.write(JSON.stringify(found));
