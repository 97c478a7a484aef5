// Some in-app browsers keep old pages for days: every page asks a tiny file whether a newer build is out.
(function () {
  var mine = document.documentElement.getAttribute("data-build");
  if (!mine || location.protocol === "file:") return;
  window.sopressBuild = function (newest) {
    if (newest === mine || document.querySelector(".newer")) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "newer";
    button.textContent = sopressWord("newer");
    button.addEventListener("click", function () {
      var address = location.pathname + "?v=" + encodeURIComponent(newest) + location.hash;
      location.replace(address);
    });
    document.body.appendChild(button);
  };
  function ask() {
    var script = document.createElement("script");
    script.src = document.documentElement.getAttribute("data-root") + "version.js?t=" + Math.floor(Date.now() / 60000);
    script.onload = function () { document.head.removeChild(script); };
    document.head.appendChild(script);
  }
  setTimeout(ask, 1500);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
})();
