// Reads a diagram from standard input with Mermaid's own parser; writes who takes part and what they say as JSON.
import mermaid from "mermaid";
import { readFileSync } from "node:fs";

const text = readFileSync(0, "utf8");
await mermaid.parse(text);
const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
const actors = [...diagram.db.getActors().values()].map((actor) => actor.description);
const messages = diagram.db.getMessages().map((m) => m.message);
process.stdout.write(JSON.stringify({ kind: diagram.type, actors, messages }));
