// Scripts: blanks are filled once and remembered on this device, one tap copies the filled message, what is used often comes first.
(function () {
  var cards = sopressAll(".script");
  var filled = sopressStore.json("slots", {});

  function valueOf(name, card) {
    var input = sopressAll("input[data-slot]", card).filter(function (i) { return i.getAttribute("data-slot") === name; })[0];
    return input ? input.value.trim() : "";
  }
  function fill(card) {
    sopressAll(".slot", card).forEach(function (slot) {
      var name = slot.getAttribute("data-slot");
      var value = valueOf(name, card);
      slot.textContent = value || "{" + name + "}";
      slot.classList.toggle("is-filled", !!value);
    });
  }

  cards.forEach(function (card) {
    sopressAll("input[data-slot]", card).forEach(function (input) {
      var name = input.getAttribute("data-slot");
      if (filled[name]) input.value = filled[name];
      input.addEventListener("input", function () {
        filled[name] = input.value;
        sopressStore.keep("slots", filled);
        // The same blank in other cards follows.
        cards.forEach(function (other) {
          sopressAll("input[data-slot]", other).forEach(function (twin) {
            if (twin !== input && twin.getAttribute("data-slot") === name) twin.value = input.value;
          });
          fill(other);
        });
      });
    });
    sopressAll(".slot", card).forEach(function (slot) {
      slot.addEventListener("click", function () {
        var name = slot.getAttribute("data-slot");
        var input = sopressAll("input[data-slot]", card).filter(function (i) { return i.getAttribute("data-slot") === name; })[0];
        if (input) input.focus();
      });
    });
    fill(card);
    sopressAll("[data-copy-message]", card).forEach(function (button) {
      button.addEventListener("click", function () {
        var message = button.closest(".variant").querySelector(".message");
        var open = sopressAll(".slot:not(.is-filled)", message).map(function (slot) { return slot.getAttribute("data-slot"); });
        sopressCopy(message.textContent, message, function (worked) {
          if (!worked) return;
          remember(card);
          button.classList.add("is-copied");
          setTimeout(function () { button.classList.remove("is-copied"); }, 1600);
          sopressSay(open.length ? sopressWord("copied") + " · " + sopressWord("unfilled", open.join("、")) : sopressWord("copied"));
        });
      });
    });
  });

  // Addresses are kept from the site's root, so that they hold from every page.
  function remember(card) {
    var root = document.documentElement.getAttribute("data-root");
    var href = card.getAttribute("data-href");
    if (root && href.indexOf(root) === 0) href = href.slice(root.length);
    var used = sopressStore.json("used", []).filter(function (entry) { return entry && entry.href; });
    var entry = used.filter(function (e) { return e.href === href; })[0] || { href: href, count: 0 };
    entry.name = card.getAttribute("data-script");
    entry.count += 1;
    used = [entry].concat(used.filter(function (e) { return e.href !== href; })).slice(0, 30);
    sopressStore.keep("used", used);
  }
})();
