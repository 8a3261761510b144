// What a library of browsers reads in pages (PGM): one JSON array, a text for each. node read-codes.mjs LIBRARY PAGE...
// It gets the whole page as it gets a file that somebody chose. html5-qrcode draws that into a canvas with a margin of
// 100 pixels, and gives it to its own copy of ZXing (2.3.8, scanFileV2): a canvas of as much as it asks for will do.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const jsQR = require("jsqr");
const zxing = require("@zxing/library");
const html5 = require("html5-qrcode/third_party/zxing-js.umd.js");

const MARGIN = 100;

function page(file) {
  const bytes = readFileSync(file);
  const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 40).toString("latin1"));
  return { width: Number(width), height: Number(height), grey: new Uint8ClampedArray(bytes.subarray(head.length)) };
}

function coloured({ width, height, grey }, margin) {
  const wide = width + 2 * margin;
  const data = new Uint8ClampedArray(wide * (height + 2 * margin) * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = ((y + margin) * wide + x + margin) * 4;
      data.fill(grey[y * width + x], at, at + 3);
      data[at + 3] = 255;
    }
  }
  return { data, width: wide, height: height + 2 * margin };
}

function byZxing(library, source, harder) {
  const hints = new Map([
    [library.DecodeHintType.POSSIBLE_FORMATS, [library.BarcodeFormat.QR_CODE]],
    [library.DecodeHintType.TRY_HARDER, harder],
  ]);
  const bitmap = new library.BinaryBitmap(new library.HybridBinarizer(source));
  return new library.MultiFormatReader(false, hints).decode(bitmap, hints).getText();
}

// As their own examples call them; only QR codes are asked for.
const READERS = {
  jsQR(shown) {
    const { data, width, height } = coloured(shown, 0);
    return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data;
  },
  "@zxing/library"(shown) {
    return byZxing(zxing, new zxing.RGBLuminanceSource(shown.grey, shown.width, shown.height), true);
  },
  "html5-qrcode"(shown) {
    const image = coloured(shown, MARGIN);
    const canvas = { ...image, getContext: () => ({ getImageData: () => image }) };
    return byZxing(html5, new html5.HTMLCanvasElementLuminanceSource(canvas), false);
  },
};

const [library, ...files] = process.argv.slice(2);
const texts = files.map((file) => {
  try {
    return READERS[library](page(file)) ?? "";
  } catch (error) {
    if (error.constructor.name.endsWith("Exception")) return ""; // ZXing's way to say that there is none
    throw error;
  }
});
console.log(JSON.stringify(texts));
