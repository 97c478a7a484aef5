// The meaning of a term where it stands: on hover, on focus, and on the first tap; the second tap goes to the glossary.
(function () {
  var terms = sopressAll("a.term[data-meaning]");
  if (!terms.length) return;
  var note = document.createElement("div");
  note.className = "meaning";
  note.id = "meaning";
  note.setAttribute("role", "tooltip");
  note.hidden = true;
  document.body.appendChild(note);
  var open = null;

  function show(term) {
    open = term;
    note.textContent = term.getAttribute("data-meaning");
    note.hidden = false;
    term.setAttribute("aria-describedby", "meaning");
    var box = term.getBoundingClientRect();
    var width = Math.min(320, document.documentElement.clientWidth - 32);
    var left = Math.max(16, Math.min(box.left, document.documentElement.clientWidth - width - 16));
    note.style.maxWidth = width + "px";
    note.style.left = left + window.pageXOffset + "px";
    note.style.top = box.bottom + window.pageYOffset + 6 + "px";
  }
  function hide() {
    if (open) open.removeAttribute("aria-describedby");
    open = null;
    note.hidden = true;
  }

  var touched = false;
  terms.forEach(function (term) {
    term.addEventListener("mouseenter", function () { if (!touched) show(term); });
    term.addEventListener("mouseleave", hide);
    term.addEventListener("focus", function () { if (!touched) show(term); });
    term.addEventListener("blur", hide);
    term.addEventListener("touchstart", function () { touched = true; }, { passive: true });
    term.addEventListener("click", function (event) {
      if (touched && open !== term) {
        event.preventDefault();
        show(term);
      }
    });
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  document.addEventListener("click", function (event) {
    if (open && event.target !== open && !note.contains(event.target)) hide();
  });
})();
