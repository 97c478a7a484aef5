// Inside the page for lost addresses, which is shown at any depth, on a host or from a folder: finds the root of the site, asks
// for style and scripts there, and lets the page's links start from there.
(function () {
  var me = document.currentScript;
  var written = me.getAttribute("data-root");
  var path = location.pathname;
  var own = location.protocol === "file:" || /\/404\.html$/.test(path);
  // Codes are printed in capital letters, and their pages stand below small ones.
  var short = own ? null : /^(.*\/q\/)([^\/]*[A-Z][^\/]*)\/?$/.exec(path);
  if (short) {
    location.replace(short[1] + short[2].toLowerCase() + "/" + location.search);
    return;
  }
  var roots = own ? [path.replace(/[^\/]*$/, "")] : [written];
  for (var at = 0; at >= 0; at = path.indexOf("/", at + 1)) roots.push(path.slice(0, at + 1));

  function ready(then) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then); else then();
  }
  function found(root) {
    document.documentElement.setAttribute("data-root", root);
    ready(function () {
      [["a", "href"], ["form", "action"]].forEach(function (kind) {
        Array.prototype.forEach.call(document.querySelectorAll(kind[0] + "[" + kind[1] + "]"), function (element) {
          var address = element.getAttribute(kind[1]);
          if (address.indexOf(written) === 0) element.setAttribute(kind[1], root + address.slice(written.length));
        });
      });
      me.getAttribute("data-scripts").split(" ").forEach(function (name) {
        var script = document.createElement("script");
        script.async = false;
        script.src = root + name;
        document.head.appendChild(script);
      });
    });
  }
  function ask(at) {
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.setAttribute("blocking", "render");
    style.href = roots[at] + me.getAttribute("data-style");
    style.onload = function () { found(roots[at]); };
    style.onerror = function () { if (at + 1 < roots.length) ask(at + 1); };
    document.head.appendChild(style);
  }
  ask(0);
})();
