// What Chromium and axe find on pages: node look-at-page.mjs CHROMIUM WIDTHS FILE... One JSON array, an object for each
// file and width (CSS pixels): what axe finds, how wide the page is, and what of it stands out of its box or the page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// No sandbox: the tests may run as root. It asks nobody on the net for anything.
const CALM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
const ALONE = ["--disable-background-networking", "--disable-component-update"];

const told = (found) => found.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((each) => each.html).join(" | ")}`);
const sticksOut = () => {
  const out = [];
  for (const box of document.querySelectorAll(".box")) {
    const room = box.getBoundingClientRect();
    for (const each of box.querySelectorAll(".said, .name, .mark, table")) {
      const its = each.getBoundingClientRect();
      if (its.right > room.right + 1 || its.left < room.left - 1 || its.bottom > room.bottom + 1) out.push(box.id);
    }
  }
  return [...new Set(out)];
};

const [program, widths, ...files] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: [...CALM, ...ALONE] });
const seen = [];
for (const file of files) {
  for (const width of widths.split(",").map(Number)) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, bypassCSP: true });
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(AXE);
    const found = await page.evaluate(() => axe.run(document));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    const unsure = told(found.incomplete), violations = told(found.violations);
    seen.push({ file, width, wide, violations, unsure, out: await page.evaluate(sticksOut), passes: found.passes.length });
    await page.close();
  }
}
await browser.close();
console.log(JSON.stringify(seen));
