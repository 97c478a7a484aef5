// Tabs: of parts that stand one below the other, and of a script's wordings. Without this script they stay below each other.
(function () {
  var count = 0;

  function tabs(box, panels, nameOf) {
    if (panels.length < 2) return;
    var list = document.createElement("div");
    list.className = "tab-list";
    list.setAttribute("role", "tablist");
    var buttons = panels.map(function (panel, at) {
      count += 1;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "tab-button";
      button.id = "tab-" + count;
      button.setAttribute("role", "tab");
      button.textContent = nameOf(panel);
      panel.id = panel.id || "panel-" + count;
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      button.addEventListener("click", function () { show(at); });
      button.addEventListener("keydown", function (event) {
        var step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (!step) return;
        event.preventDefault();
        var next = (at + step + panels.length) % panels.length;
        show(next);
        buttons[next].focus();
      });
      list.appendChild(button);
      return button;
    });
    function show(chosen) {
      panels.forEach(function (panel, at) {
        panel.hidden = at !== chosen;
        buttons[at].setAttribute("aria-selected", at === chosen ? "true" : "false");
        buttons[at].tabIndex = at === chosen ? 0 : -1;
      });
    }
    box.insertBefore(list, box.firstChild);
    box.classList.add("has-tabs");
    box.sopressShow = show;
    show(0);
  }

  sopressAll(".tabs").forEach(function (box) {
    var panels = Array.prototype.filter.call(box.children, function (child) { return child.classList.contains("tab"); });
    tabs(box, panels, function (panel) { return panel.querySelector(".tab-name").textContent; });
  });
  sopressAll(".variants").forEach(function (box) {
    tabs(box, sopressAll(".variant", box), function (panel) { return panel.getAttribute("data-name"); });
  });
})();
