// “There is a problem”: copies what the owner needs to find the place; no service of anybody else is asked.
(function () {
  sopressAll("[data-feedback]").forEach(function (button) {
    var quote = "";
    // A tap on the button would clear the selection, so it is read before.
    button.addEventListener("pointerdown", function () { quote = String(window.getSelection()).trim(); });
    button.addEventListener("click", function () {
      var page = document.documentElement;
      var heading = document.querySelector("h1");
      var lines = [
        sopressWord("feedback_head") + " " + (heading ? heading.textContent.trim() : document.title),
        sopressWord("feedback_page") + ": " + page.getAttribute("data-page") + location.hash,
        sopressWord("feedback_version") + ": " + page.getAttribute("data-build")
      ];
      if (quote) lines.push(sopressWord("feedback_quote") + ": " + quote.slice(0, 300));
      lines.push(sopressWord("feedback_what") + ": ");
      sopressCopy(lines.join("\n"), null, function (worked) { if (worked) sopressSay(sopressWord("feedback_copied")); });
    });
  });
})();
