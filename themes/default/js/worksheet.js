/* The worksheet on the page: type figures, see the KPIs. Kept on this device, copied as text or as a table.

   Waits in the page: <div class="worksheet" data-worksheet="ID"><script type="application/json">…</script></div>
   {"title":"…","inputs":[{"names":["成团数"],"unit":"个","from":"…"}],
    "lines":[{"names":["成团率"],"unit":"%","percent":true,"decimals":1,"formula":["/","成团数","开团数"],
              "low":0.75,"high":null,"link":"…"}]}
   What a formula means stands at the head of src/model/formula.rs; a test holds this file to it. */

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

function buildWorksheet(place) {
  var data = place.querySelector("script[type='application/json']");
  if (!data) return;
  var sheet = JSON.parse(data.textContent);
  var key = "worksheet." + place.getAttribute("data-worksheet");
  var kept = sopressStore.json(key, {});
  var keptFigures = kept.figures || {};
  var form = worksheetElement("form", "worksheet-form");
  var box = worksheetElement("div", "worksheet-fields");
  form.autocomplete = "off";

  var period = worksheetField(box, key + "-period", sopressWord("figures_period"), "", "");
  period.value = kept.period || "";
  var fields = sheet.inputs.map(function (input, index) {
    var field = worksheetField(box, key + "-" + index, input.names[0], input.unit, input.from);
    field.inputMode = "decimal";
    field.value = keptFigures[input.names[0]] || "";
    return field;
  });

  var results = worksheetElement("dl", "worksheet-results");
  results.setAttribute("aria-live", "polite");
  var outputs = sheet.lines.map(function (line) {
    var row = worksheetElement("div", "");
    var name = worksheetElement("dt", "");
    var value = worksheetElement("dd", "");
    if (line.link) {
      var link = worksheetElement("a", "", line.names[0]);
      link.href = line.link;
      name.appendChild(link);
    } else {
      name.textContent = line.names[0];
    }
    row.appendChild(name);
    row.appendChild(value);
    results.appendChild(row);
    return value;
  });

  function show() {
    var figures = fields.map(function (field) {
      var typed = field.value.trim();
      var figure = typed === "" ? null : readFigure(typed);
      var wrong = typed !== "" && figure === null;
      field.setAttribute("aria-invalid", wrong ? "true" : "false");
      field.setCustomValidity(wrong ? sopressWord("figures_not_a_number") : "");
      return figure;
    });
    var values = worksheetValues(sheet, figures);
    values.forEach(function (value, index) {
      outputs[index].textContent = worksheetResult(sheet.lines[index], value, " · ", "");
      outputs[index].setAttribute("data-state", standingOf(value, sheet.lines[index].low, sheet.lines[index].high));
    });
    return { figures: figures, values: values };
  }

  function keep() {
    var figures = {};
    fields.forEach(function (field, index) { if (field.value) figures[sheet.inputs[index].names[0]] = field.value; });
    sopressStore.keep(key, { period: period.value, figures: figures });
  }

  var buttons = worksheetElement("p", "worksheet-buttons");
  function button(word, act) {
    var element = worksheetElement("button", "button", sopressWord(word));
    element.type = "button";
    element.addEventListener("click", act);
    buttons.appendChild(element);
  }
  function said(copied) { if (copied) sopressSay(sopressWord("copied")); }
  button("figures_as_text", function () { sopressCopy(worksheetText(sheet, period.value, fields, show().values), null, said); });
  button("figures_as_table", function () { sopressCopy(worksheetTable(sheet, period.value, show()), null, said); });
  button("figures_clear", function () {
    if (!window.confirm(sopressWord("figures_clear_sure"))) return;
    period.value = "";
    fields.forEach(function (field) { field.value = ""; });
    keep();
    show();
  });

  form.addEventListener("input", function () { keep(); show(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.appendChild(box);
  form.appendChild(results);
  form.appendChild(buttons);
  form.appendChild(worksheetElement("p", "worksheet-note", sopressWord("figures_kept_here")));
  place.appendChild(form);
  show();
}

function worksheetElement(name, kind, text) {
  var element = document.createElement(name);
  if (kind) element.className = kind;
  if (text) element.textContent = text;
  return element;
}

function worksheetField(box, id, name, unit, from) {
  var row = worksheetElement("div", "worksheet-field");
  var label = worksheetElement("label", "", unit ? name + "（" + unit + "）" : name);
  label.htmlFor = id;
  var field = worksheetElement("input", "");
  field.id = id;
  field.type = "text";
  row.appendChild(label);
  row.appendChild(field);
  if (from) {
    var hint = worksheetElement("small", "", from);
    hint.id = id + "-from";
    field.setAttribute("aria-describedby", hint.id);
    row.appendChild(hint);
  }
  box.appendChild(row);
  return field;
}

/* 75.0% · 接近 */
function worksheetResult(line, value, before, after) {
  var state = standingOf(value, line.low, line.high);
  var unit = line.percent || value === null ? "" : " " + line.unit;
  return showFigure(value, line) + unit + (state ? before + sopressWord("figures_" + state) + after : "");
}

function worksheetText(sheet, period, fields, values) {
  var lines = [sheet.title + (period ? " · " + period : "")];
  sheet.inputs.forEach(function (input, index) {
    var typed = fields[index].value.trim();
    lines.push(input.names[0] + "：" + (typed ? typed + " " + input.unit : "—"));
  });
  lines.push("");
  sheet.lines.forEach(function (line, index) {
    lines.push(line.names[0] + "：" + worksheetResult(line, values[index], "（", "）"));
  });
  return lines.join("\n");
}

/* One row for a period: what goes into content/data/kpi/ and into any spreadsheet. */
function worksheetTable(sheet, period, done) {
  var heads = [sopressWord("figures_period")], row = [period];
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

if (typeof document !== "undefined") sopressAll("[data-worksheet]").forEach(buildWorksheet);
