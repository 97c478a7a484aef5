// Light or dark, and large letters.
(function () {
  var page = document.documentElement;
  sopressAll("[data-switch]").forEach(function (button) {
    if (button.getAttribute("data-switch") === "large") {
      button.setAttribute("aria-pressed", page.hasAttribute("data-large") ? "true" : "false");
      button.addEventListener("click", function () {
        var large = !page.hasAttribute("data-large");
        if (large) page.setAttribute("data-large", ""); else page.removeAttribute("data-large");
        button.setAttribute("aria-pressed", large ? "true" : "false");
        sopressStore.set("large", large ? "yes" : null);
      });
    } else {
      button.addEventListener("click", function () {
        var dark = page.getAttribute("data-mode") === "dark"
          || (!page.hasAttribute("data-mode") && window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches);
        var mode = dark ? "light" : "dark";
        page.setAttribute("data-mode", mode);
        sopressStore.set("mode", mode);
      });
    }
  });
})();
