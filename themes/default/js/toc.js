// Marks in the page's contents where one is reading.
(function () {
  var links = sopressAll(".toc a");
  if (!links.length || !("IntersectionObserver" in window)) return;
  var byId = {};
  links.forEach(function (link) { byId[decodeURIComponent(link.hash.slice(1))] = link; });
  var seen = {};
  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) { seen[entry.target.id] = entry.isIntersecting; });
    var done = false;
    links.forEach(function (link) {
      var here = !done && seen[decodeURIComponent(link.hash.slice(1))];
      if (here) { link.setAttribute("aria-current", "true"); done = true; } else link.removeAttribute("aria-current");
    });
  }, { rootMargin: "-64px 0px -55% 0px" });
  Object.keys(byId).forEach(function (id) {
    var target = document.getElementById(id);
    if (target) observer.observe(target);
  });
})();
