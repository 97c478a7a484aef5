/* Asks an index with the theme's own search, outside of a browser: node run.js SCRIPTS SITE BASE < questions.json > answers.json.
   A question is {query, kind, role, limit}; an answer {reading, hits: [{url, anchor, title, score, text, marks}]}, marks as
   [start, end] in UTF-16 units. With COUNT=1 in the environment an answer also lists the shards that it took. */
"use strict";
const fs = require("fs"), path = require("path"), vm = require("vm");
const [scripts, site, base] = process.argv.slice(2);

const world = vm.createContext({});
for (const name of ["search.js", "search-core.js", "search-reading.js"]) {
  vm.runInContext(fs.readFileSync(path.join(scripts, name), "utf8"), world, { filename: name });
}
const core = vm.runInContext("setUpSearch.core", world);

const shards = new Map();
let taken = new Set();
world.__sx = (key, value) => shards.set(key, value);
function load(key) {
  taken.add(key);
  if (!shards.has(key)) vm.runInContext(fs.readFileSync(path.join(site, base, key + ".js"), "utf8"), world);
  return shards.get(key);
}

let store = core.open(load);
const answers = JSON.parse(fs.readFileSync(0, "utf8")).map((question) => {
  taken = new Set();
  if (process.env.COUNT) store = core.open(load);
  const started = process.hrtime.bigint();
  const answer = core.ask(question.query, question, question.limit || 10, store);
  const hits = answer.hits.map((hit) => {
    const shown = core.describe(hit, store);
    let text = "";
    const marks = [];
    for (const [part, marked] of shown.snippet) {
      if (marked) marks.push([text.length, text.length + part.length]);
      text += part;
    }
    return { url: shown.url, anchor: shown.anchor, title: shown.title, score: hit.score, text, marks };
  });
  const out = { reading: answer.reading, hits };
  if (process.env.COUNT) Object.assign(out, { taken: Array.from(taken), ms: Number(process.hrtime.bigint() - started) / 1e6 });
  return out;
});
process.stdout.write(JSON.stringify(answers));
