// Redlines pairs of files with Docxodus (npm, MIT; WebAssembly), warm, and says how long each run took.
//
//   node docxodus.mjs FOLDER < requests      FOLDER is where npm installed the package
//
// A request is one line of JSON: {"before": PATH, "after": PATH, "times": N}; the answer is one line too:
// {"seconds": [N of them], "bytes": size of the redline}, or {"error": WHY}. One run more comes first and does not count.

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

// The runtime chats on standard output, where only answers belong.
console.log = console.info = console.debug = () => {};

const folder = resolve(process.argv[2]);
const entry = join(folder, "node_modules", "docxodus", "dist", "core.js");
const { initialize, docxDiffCompare } = await import(pathToFileURL(entry).href);
await initialize();

async function measure({ before, after, times }) {
  const pair = [new Uint8Array(await readFile(before)), new Uint8Array(await readFile(after))];
  let redline = await docxDiffCompare(...pair);
  const seconds = [];
  for (let run = 0; run < times; run += 1) {
    const begun = performance.now();
    redline = await docxDiffCompare(...pair);
    seconds.push((performance.now() - begun) / 1000);
  }
  return { seconds, bytes: redline.length };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await measure(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
