// Scripts that were copied on this device: the last ones in the library, the most frequent on the home page.
(function () {
  sopressAll("[data-recent]").forEach(function (part) {
    var used = sopressStore.json("used", []).filter(function (entry) { return entry && entry.href && entry.name; });
    if (!used.length) return;
    if (document.body.classList.contains("page-home")) {
      used = used.slice().sort(function (a, b) { return b.count - a.count; });
    }
    var list = part.querySelector("ul");
    used.slice(0, 6).forEach(function (entry) {
      // Only an address inside the site is followed.
      if (!/^scripts\/[\w.\/#%~-]+$/.test(entry.href)) return;
      var item = document.createElement("li");
      var link = document.createElement("a");
      link.href = document.documentElement.getAttribute("data-root") + entry.href;
      link.textContent = entry.name;
      var note = document.createElement("span");
      note.textContent = sopressWord("copied_times", entry.count);
      link.appendChild(note);
      item.appendChild(link);
      list.appendChild(item);
    });
    part.hidden = !list.children.length;
  });
})();
