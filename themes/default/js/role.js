// The reader's role: chosen once, then the home page, lists and tasks follow it. What is not for the role is folded away, never gone.
(function () {
  var page = document.documentElement;
  var showAll = false;
  var names = {};
  sopressAll("[data-role-choice] option").forEach(function (option) { names[option.value] = option.textContent; });

  function choose(role) {
    sopressStore.set("role", role || null);
    if (role) page.setAttribute("data-role", role); else page.removeAttribute("data-role");
    showAll = false;
    show();
  }

  function show() {
    var role = page.getAttribute("data-role") || "";
    if (role && !(role in names)) {
      role = "";
      page.removeAttribute("data-role");
    }
    sopressAll("[data-role-choice]").forEach(function (select) { select.value = role; });
    sopressAll("button[data-be-role], a[data-be-role]").forEach(function (choice) {
      var mine = choice.getAttribute("data-be-role") === role;
      choice.classList.toggle("is-mine", mine);
      if (choice.tagName === "BUTTON") choice.setAttribute("aria-pressed", mine ? "true" : "false");
    });
    sopressAll(".chips-choose").forEach(function (list) {
      list.classList.remove("is-open");
    });
    // Which panel and which lines of a list belong to the role stands in the style sheet: it is decided before the page is drawn.
    sopressAll("[data-follow-list]").forEach(function (list) { list.classList.toggle("shows-all", showAll); });
    sopressAll("[data-follow]").forEach(function (note) {
      note.textContent = "";
      note.hidden = showAll;
      if (!role || showAll) return;
      note.appendChild(document.createTextNode(sopressWord("only_mine", names[role]) + " "));
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = sopressWord("show_all");
      button.addEventListener("click", function () { showAll = true; show(); });
      note.appendChild(button);
    });
    sopressAll("[data-follows-role]").forEach(function (part) { part.dispatchEvent(new CustomEvent("sopress-role")); });
  }

  sopressAll("[data-role-choice]").forEach(function (select) {
    select.addEventListener("change", function () { choose(select.value); });
  });
  sopressAll("[data-be-role]").forEach(function (choice) {
    choice.addEventListener("click", function (event) {
      event.preventDefault();
      var role = choice.getAttribute("data-be-role");
      choose(page.getAttribute("data-role") === role ? "" : role);
    });
  });
  sopressAll("[data-change-role]").forEach(function (button) {
    button.addEventListener("click", function () {
      button.closest(".chips-choose").classList.add("is-open");
    });
  });
  show();
})();
