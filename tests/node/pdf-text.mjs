// The text of PDF files as pdf.js gives it to browsers: one JSON array, a string for each file. node pdf-text.mjs FILE...
import { readFileSync } from "node:fs";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const texts = [];
for (const file of process.argv.slice(2)) {
  const data = new Uint8Array(readFileSync(file));
  const pdf = await getDocument({ data, verbosity: 0, isEvalSupported: false }).promise;
  let text = "";
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    text += items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("") + "\n";
  }
  texts.push(text);
}
console.log(JSON.stringify(texts));
