// On paper nothing can be unfolded: what is folded is opened while the page is printed.
(function () {
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = sopressAll("main details:not([open])");
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (part) { part.open = false; });
    opened = [];
  });
})();
