/* The worksheet on the page: type figures, see the KPIs. Kept on this device, copied as text or as a table.

   Waits in the page: <section class="worksheet" data-worksheet="ID"><script type="application/json">…</script></section>
   {"title":"…","inputs":[{"names":["成团数"],"unit":"个","from":"…"}],
    "lines":[{"names":["成团率"],"unit":"%","percent":true,"decimals":1,"formula":["/","成团数","开团数"],
              "low":0.75,"high":null,"link":"…"}]}
   What a formula means stands at the head of src/model/formula.rs; a test holds this file to it. */

function setUpWorksheet() {
  var places = document.querySelectorAll("[data-worksheet]");
  for (var i = 0; i < places.length; i++) buildWorksheet(places[i]);
}

/* The value of a formula's tree; null is no value. `figure` answers for a name with a number or null. */
function formulaValue(tree, figure) {
  var value = formulaNode(tree, figure);
  return value === null || !(Math.abs(value) <= 1e300) ? null : value;
}

function formulaNode(tree, figure) {
  if (typeof tree === "number") return tree;
  if (typeof tree === "string") return figure(tree);
  var kind = tree[0];
  if (kind === "if") {
    var left = formulaValue(tree[2], figure), right = formulaValue(tree[3], figure);
    if (left === null || right === null) return null;
    return formulaValue(formulaHolds(tree[1], left - right) ? tree[4] : tree[5], figure);
  }
  if (kind === "round") {
    var exact = formulaValue(tree[1], figure);
    return exact === null ? null : roundHalfAway(roundHalfAway(exact, 9), tree[2]);
  }
  var values = [];
  for (var i = 1; i < tree.length; i++) values.push(formulaValue(tree[i], figure));
  if (kind === "sum" || kind === "avg" || kind === "min" || kind === "max" || kind === "count") {
    var known = values.filter(function (value) { return value !== null; });
    if (kind === "count") return known.length;
    if (!known.length) return null;
    if (kind === "min") return Math.min.apply(null, known);
    if (kind === "max") return Math.max.apply(null, known);
    var sum = known.reduce(function (a, b) { return a + b; }, 0);
    return kind === "sum" ? sum : sum / known.length;
  }
  if (values.indexOf(null) >= 0) return null;
  switch (kind) {
    case "neg": return -values[0];
    case "+": return values[0] + values[1];
    case "-": return values[0] - values[1];
    case "*": return values[0] * values[1];
    case "/": return isNothing(values[1]) ? null : values[0] / values[1];
  }
  return null;
}

/* What rounds to 0 at six decimals counts as 0: floats leave remainders where exact numbers leave none. */
function isNothing(value) {
  return roundHalfAway(value, 6) === 0;
}

function formulaHolds(compare, difference) {
  var order = isNothing(difference) ? 0 : difference;
  switch (compare) {
    case "<": return order < 0;
    case "<=": return order <= 0;
    case ">": return order > 0;
    case ">=": return order >= 0;
    case "=": return order === 0;
  }
  return order !== 0;
}

/* Half away from zero on the fifteen digits that a float is good for: 1.005 becomes 1.01. */
function roundHalfAway(value, decimals) {
  var parts = Math.abs(value).toPrecision(15).split("e");
  var scaled = Math.round(Number(parts[0] + "e" + (Number(parts[1] || 0) + decimals)));
  if (!(scaled < 1e15)) return value;
  var result = Number(scaled + "e" + -decimals);
  return value < 0 ? -result : result;
}

/* Reads 1,280 or １２.５ or 35% or ¥49.90; null when it is no number. */
function readFigure(text) {
  var plain = text.replace(/[\uff01-\uff5e]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); });
  plain = plain.replace(/[\s,，¥￥元]/g, "").replace("−", "-");
  var match = /^([+-]?\d+(?:\.\d+)?)(%?)$/.exec(plain);
  if (!match) return null;
  return roundHalfAway(match[2] ? Number(match[1]) / 100 : Number(match[1]), 6);
}

/* Good between its limits, near when at most a tenth off: the rule of the spreadsheet's colours. */
function standingOf(value, low, high) {
  if (value === null || (low === null && high === null)) return "";
  function misses(slack) {
    var below = low === null ? 0 : value - (low - slack * Math.abs(low));
    var above = high === null ? 0 : high + slack * Math.abs(high) - value;
    return (below < 0 && !isNothing(below)) || (above < 0 && !isNothing(above));
  }
  return !misses(0) ? "good" : !misses(0.1) ? "near" : "bad";
}

function showFigure(value, line) {
  if (value === null) return "—";
  var shown = roundHalfAway(line.percent ? value * 100 : value, line.decimals).toFixed(line.decimals);
  var parts = shown.split(".");
  parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return parts.join(".") + (line.percent ? "%" : "");
}

/* The values of all lines, in their order. A line may name another; one that leads back to itself has no value. */
function worksheetValues(sheet, figures) {
  var places = {}, values = [], open = [];
  function place(list, kind) {
    list.forEach(function (item, index) {
      item.names.forEach(function (name) { if (!places["=" + name]) places["=" + name] = { kind: kind, index: index }; });
    });
  }
  place(sheet.inputs, "input");
  place(sheet.lines, "line");
  function find(name) {
    var found = places["=" + name];
    if (!found) return null;
    return found.kind === "input" ? figures[found.index] : lineValue(found.index);
  }
  function lineValue(index) {
    if (values[index] !== undefined) return values[index];
    if (open[index]) return null;
    open[index] = true;
    var value = formulaValue(sheet.lines[index].formula, find);
    values[index] = value;
    return value;
  }
  return sheet.lines.map(function (line, index) { return lineValue(index); });
}

function buildWorksheet(section) {
  var data = section.querySelector("script[type='application/json']");
  if (!data) return;
  var sheet = JSON.parse(data.textContent);
  var words = worksheetWords(document.documentElement.lang);
  var key = "sopress.worksheet." + section.getAttribute("data-worksheet");
  var kept = recallWorksheet(key);
  var form = document.createElement("form");
  form.className = "worksheet-form";
  form.autocomplete = "off";

  var period = addField(form, section, "period", words.period, "", "");
  period.value = kept.period || "";
  var fields = sheet.inputs.map(function (input, index) {
    var field = addField(form, section, index, input.names[0], input.unit, input.from || "");
    field.inputMode = "decimal";
    field.value = kept.figures[input.names[0]] || "";
    return field;
  });

  var results = document.createElement("dl");
  results.className = "worksheet-results";
  results.setAttribute("aria-live", "polite");
  var outputs = sheet.lines.map(function (line) {
    var row = document.createElement("div");
    var name = document.createElement("dt");
    var value = document.createElement("dd");
    if (line.link) {
      var link = document.createElement("a");
      link.href = line.link;
      link.textContent = line.names[0];
      name.appendChild(link);
    } else {
      name.textContent = line.names[0];
    }
    row.appendChild(name);
    row.appendChild(value);
    results.appendChild(row);
    return value;
  });

  var note = document.createElement("p");
  note.className = "worksheet-note";
  note.setAttribute("role", "status");
  note.textContent = words.kept;

  function compute() {
    var figures = fields.map(function (field) {
      var typed = field.value.trim();
      var figure = typed === "" ? null : readFigure(typed);
      var wrong = typed !== "" && figure === null;
      field.setAttribute("aria-invalid", wrong ? "true" : "false");
      field.setCustomValidity(wrong ? words.wrong : "");
      return figure;
    });
    return { figures: figures, values: worksheetValues(sheet, figures) };
  }

  function show() {
    var done = compute();
    done.values.forEach(function (value, index) {
      var line = sheet.lines[index], state = standingOf(value, line.low, line.high);
      var unit = line.percent || value === null ? "" : " " + line.unit;
      outputs[index].textContent = showFigure(value, line) + unit + (state ? " · " + words[state] : "");
      outputs[index].setAttribute("data-state", state);
    });
    return done;
  }

  function keep() {
    var figures = {};
    fields.forEach(function (field, index) { if (field.value) figures[sheet.inputs[index].names[0]] = field.value; });
    try { localStorage.setItem(key, JSON.stringify({ period: period.value, figures: figures })); } catch (refused) { note.textContent = words.notKept; }
  }

  var buttons = document.createElement("p");
  buttons.className = "worksheet-buttons";
  function button(label, act) {
    var element = document.createElement("button");
    element.type = "button";
    element.textContent = label;
    element.addEventListener("click", act);
    buttons.appendChild(element);
  }
  function said(copied) { note.textContent = copied ? words.copied : words.notCopied; }
  button(words.asText, function () { copyWorksheet(worksheetText(sheet, period.value, fields, show().values, words), said); });
  button(words.asTable, function () { copyWorksheet(worksheetTable(sheet, period.value, show(), words), said); });
  button(words.clear, function () {
    if (!window.confirm(words.sure)) return;
    period.value = "";
    fields.forEach(function (field) { field.value = ""; });
    keep();
    show();
  });

  form.addEventListener("input", function () { keep(); show(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.appendChild(results);
  form.appendChild(buttons);
  form.appendChild(note);
  section.appendChild(form);
  show();
}

function addField(form, section, number, name, unit, from) {
  var id = "worksheet-" + section.getAttribute("data-worksheet") + "-" + number;
  var row = document.createElement("div");
  row.className = "worksheet-field";
  var label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = unit ? name + "（" + unit + "）" : name;
  var field = document.createElement("input");
  field.id = id;
  field.type = "text";
  row.appendChild(label);
  row.appendChild(field);
  if (from) {
    var hint = document.createElement("small");
    hint.id = id + "-from";
    hint.textContent = from;
    field.setAttribute("aria-describedby", hint.id);
    row.appendChild(hint);
  }
  form.appendChild(row);
  return field;
}

/* Private windows and some in-app browsers refuse to keep anything: then the sheet just starts empty. */
function recallWorksheet(key) {
  var kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch (refused) { kept = null; }
  return kept && kept.figures ? kept : { period: "", figures: {} };
}

function worksheetText(sheet, period, fields, values, words) {
  var lines = [sheet.title + (period ? " · " + period : "")];
  sheet.inputs.forEach(function (input, index) {
    lines.push(input.names[0] + words.colon + (fields[index].value || "—") + (fields[index].value ? input.unit : ""));
  });
  lines.push("");
  sheet.lines.forEach(function (line, index) {
    var state = standingOf(values[index], line.low, line.high);
    var unit = line.percent || values[index] === null ? "" : line.unit;
    lines.push(line.names[0] + words.colon + showFigure(values[index], line) + unit + (state ? "（" + words[state] + "）" : ""));
  });
  return lines.join("\n");
}

/* One row for a period: what `sopress kpi import` and spreadsheets read. */
function worksheetTable(sheet, period, done, words) {
  var heads = [words.period], row = [period];
  sheet.inputs.forEach(function (input, index) {
    heads.push(input.names[0]);
    row.push(done.figures[index] === null ? "" : String(done.figures[index]));
  });
  sheet.lines.forEach(function (line, index) {
    heads.push(line.names[0]);
    row.push(done.values[index] === null ? "" : String(Number(done.values[index].toPrecision(12))));
  });
  return [heads, row].map(function (cells) { return cells.map(worksheetCell).join(","); }).join("\r\n") + "\r\n";
}

/* A spreadsheet would run a text that opens with one of these signs. */
function worksheetCell(text) {
  if (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

function copyWorksheet(text, said) {
  function byHand() {
    var area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    var copied = false;
    try { copied = document.execCommand("copy"); } catch (refused) { copied = false; }
    document.body.removeChild(area);
    said(copied);
  }
  if (!navigator.clipboard || !navigator.clipboard.writeText) { byHand(); return; }
  navigator.clipboard.writeText(text).then(function () { said(true); }, byHand);
}

function worksheetWords(lang) {
  if (/^en/i.test(lang || "")) {
    return {
      period: "Period", colon: ": ", asText: "Copy as text", asTable: "Copy as table (CSV)", clear: "Clear", sure: "Clear all figures?",
      kept: "Kept on this device only.", notKept: "This browser keeps nothing; copy before you leave.",
      copied: "Copied.", notCopied: "Could not copy; select the text by hand.", wrong: "Not a number, such as 128 or 35%",
      good: "on target", near: "near", bad: "off target"
    };
  }
  return {
    period: "周期", colon: "：", asText: "复制为文字", asTable: "复制为表格（CSV）", clear: "清空", sure: "清空所有数字？",
    kept: "只保存在这台设备上。", notKept: "这个浏览器不保存内容，离开前请先复制。",
    copied: "已复制。", notCopied: "没能复制，请手动选中。", wrong: "填数字，例如 128 或 35%",
    good: "达标", near: "接近", bad: "未达标"
  };
}
