// fetch and FormData of Node (undici): node node_client.mjs URL PDF
import { readFileSync } from "node:fs";

const [url, pdf] = process.argv.slice(2);
const form = new FormData();
form.set("kind", "fiche_action");
form.set("title", "Été à l’école");
form.set("file", new Blob([readFileSync(pdf)], { type: "application/pdf" }), 'plan "à signer".pdf');
await fetch(url + "/node-fetch", { method: "POST", body: form });
