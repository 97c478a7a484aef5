// Finds within the page: scripts by any of their words, and by tier.
(function () {
  var input = document.querySelector("[data-find]");
  if (!input) return;
  var items = sopressAll(input.getAttribute("data-find"));
  var texts = items.map(function (item) { return (item.textContent + " " + (item.getAttribute("data-text") || "")).toLowerCase(); });

  function find() {
    var words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    items.forEach(function (item, at) {
      item.hidden = !words.every(function (word) { return texts[at].indexOf(word) >= 0; });
    });
    sopressAll("main .part").forEach(function (part) {
      var own = items.filter(function (item) { return part.contains(item); });
      if (own.length) part.classList.toggle("is-empty", own.every(function (item) { return item.hidden; }));
    });
  }
  input.addEventListener("input", function (event) { if (!event.isComposing) find(); });
  input.addEventListener("compositionend", find);

  sopressAll("[data-tier-choice]").forEach(function (button) {
    button.addEventListener("click", function () {
      var tier = button.getAttribute("data-tier-choice");
      sopressAll("[data-tier-choice]").forEach(function (other) { other.setAttribute("aria-pressed", other === button ? "true" : "false"); });
      sopressAll(".variants").forEach(function (box) {
        if (!box.sopressShow || !tier) return;
        var at = sopressAll(".variant", box).map(function (v) { return v.getAttribute("data-tier"); }).indexOf(tier);
        if (at >= 0) box.sopressShow(at);
      });
    });
  });
})();
