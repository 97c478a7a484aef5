// The page behind a printed code: which way holds today by the reader's clock.
(function () {
  var ways = sopressAll("[data-way]");
  var none = document.querySelector("[data-no-way]");
  if (!none) return;
  function two(n) { return (n < 10 ? "0" : "") + n; }
  var now = new Date();
  var day = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  var moment = day + "T" + two(now.getHours()) + ":" + two(now.getMinutes());
  var chosen = null;
  ways.forEach(function (way) {
    var opens = way.getAttribute("data-opens");
    var expires = way.getAttribute("data-expires");
    var holds = !way.hasAttribute("data-full") && (!opens || opens <= moment) && (!expires || expires >= day);
    if (holds && !chosen) chosen = way;
    way.hidden = true;
    way.classList.remove("live-other");
  });
  if (chosen) chosen.hidden = false; else none.hidden = false;
  // Where it was scanned: the print put it behind the address, and the destination may want to know.
  var found = /[?&]c=([^&#]*)/.exec(location.search);
  var channel = "";
  try { channel = found ? decodeURIComponent(found[1]) : ""; } catch (error) { channel = ""; }
  sopressAll("[data-channel]").forEach(function (link) {
    link.href = link.getAttribute("data-channel").replace("{c}", encodeURIComponent(channel.slice(0, 64)));
  });
})();
