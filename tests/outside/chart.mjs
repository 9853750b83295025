// Shows a picture of the site in Chromium as pages show it: node chart.mjs CHROMIUM, the address of a page and of the picture
// as a JSON list on standard input. Prints screenshots (PNG, base64) as a JSON list, one for each colour scheme.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [address, picture] = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--disable-gpu", "--no-first-run"] });
const found = [];
for (const colorScheme of ["light", "dark"]) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 800, height: 600 } });
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(async (source) => {
    const image = document.createElement("img");
    image.src = source;
    document.body.replaceChildren(image);
    await image.decode();
  }, picture);
  const shot = (await page.locator("img").screenshot()).toString("base64");
  found.push({ scheme: colorScheme, shot });
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));
