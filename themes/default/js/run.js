// A run of a checklist: ticks are kept on this device until the run is begun anew; its result can be copied as text.
(function () {
  var page = document.documentElement.getAttribute("data-page");
  var bar = document.querySelector("[data-run]");
  var boxes = sopressAll("[data-tick]");
  if (!boxes.length) return;
  var key = "run:" + (bar ? bar.getAttribute("data-run") : page);
  var run = sopressStore.json(key, {});
  if (!run.ticks) run = { began: null, ticks: {} };

  function two(n) { return (n < 10 ? "0" : "") + n; }
  function stamp(date) {
    return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate()) + " " + two(date.getHours()) + ":" + two(date.getMinutes());
  }
  function labelOf(box) {
    var label = document.querySelector('label[for="' + box.id + '"]');
    return label ? label.textContent.trim() : box.id;
  }
  function show() {
    var inSteps = boxes.filter(function (box) { return box.closest(".step"); });
    var done = inSteps.filter(function (box) { return box.checked; }).length;
    sopressAll(".step").forEach(function (step) {
      var own = sopressAll("[data-tick]", step);
      step.classList.toggle("is-done", own.length > 0 && own.every(function (box) { return box.checked; }));
    });
    if (!bar) return;
    bar.querySelector("[data-run-done]").textContent = done;
    bar.querySelector("progress").value = done;
    bar.querySelector("[data-run-since]").textContent = run.began ? sopressWord("started", run.began) : "";
    bar.classList.toggle("is-done", done === inSteps.length);
  }

  boxes.forEach(function (box) {
    if (box.id in run.ticks) box.checked = run.ticks[box.id];
    box.addEventListener("change", function () {
      run.began = run.began || stamp(new Date());
      run.ticks[box.id] = box.checked;
      sopressStore.keep(key, run);
      show();
    });
  });
  show();
  if (!bar) return;

  bar.querySelector("[data-run-reset]").addEventListener("click", function () {
    if (run.began && !window.confirm(sopressWord("reset_sure"))) return;
    run = { began: null, ticks: {} };
    sopressStore.set(key, null);
    boxes.forEach(function (box) { box.checked = box.defaultChecked; });
    show();
  });
  bar.querySelector("[data-run-copy]").addEventListener("click", function () {
    var lines = [sopressWord("run_result", bar.getAttribute("data-title")), (run.began || stamp(new Date())) + " – " + stamp(new Date())];
    sopressAll(".step").forEach(function (step) {
      var own = sopressAll("[data-tick]", step);
      if (!own.length) return;
      lines.push("");
      lines.push(step.querySelector("h2").textContent.trim());
      own.forEach(function (box) { lines.push((box.checked ? "☑ " : "☐ ") + labelOf(box)); });
    });
    sopressCopy(lines.join("\n"), null, function (worked) { if (worked) sopressSay(sopressWord("copied")); });
  });
})();
