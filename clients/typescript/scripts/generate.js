// Generates src/gen from the protos. Files are renamed into place, so that a compiler, or this script, running beside it
// never meets half a file.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const made = mkdtempSync(".generated-");
try {
  execFileSync("buf", ["generate", "--output", made], { stdio: "inherit" });
  for (const entry of readdirSync(made, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const from = join(entry.path, entry.name);
      const to = relative(made, from);
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
    }
  }
} finally {
  rmSync(made, { recursive: true });
}
