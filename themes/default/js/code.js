// The page behind a printed code: which way holds now by the reader's clock.
(function () {
  var ways = sopressAll("[data-way]");
  var none = document.querySelector("[data-no-way]");
  if (!none) return;
  // On the page stands first what works on the day of the build; the writer's order decides.
  ways.sort(function (a, b) { return a.getAttribute("data-way") - b.getAttribute("data-way"); });
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function choose() {
    var now = new Date();
    var day = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
    var moment = day + "T" + two(now.getHours()) + ":" + two(now.getMinutes());
    var chosen = null;
    ways.forEach(function (way) {
      var opens = way.getAttribute("data-opens");
      var expires = way.getAttribute("data-expires");
      var holds = !way.hasAttribute("data-full") && (!opens || opens <= moment) && (!expires || expires >= day);
      if (holds && !chosen) chosen = way;
      way.hidden = way !== chosen;
    });
    none.hidden = !!chosen;
  }
  choose();
  // A page that stays open over midnight, or comes back from another app.
  document.addEventListener("visibilitychange", choose);
  window.addEventListener("pageshow", choose);
  // Where it was scanned: the print put it behind the address, and the destination may want to know.
  var found = /[?&]c=([^&#]*)/.exec(location.search);
  var channel = "";
  try { channel = found ? decodeURIComponent(found[1]) : ""; } catch (error) { channel = ""; }
  sopressAll("[data-channel]").forEach(function (link) {
    link.href = link.getAttribute("data-channel").replace("{c}", encodeURIComponent(channel.slice(0, 64)));
  });
})();
