// Copies a text: the clipboard where there is one, the old command where not, and else the text stands selected.
function sopressCopy(text, element, done) {
  function old() {
    var area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "unseen";
    document.body.appendChild(area);
    area.select();
    area.setSelectionRange(0, text.length);
    var worked = false;
    try { worked = document.execCommand("copy"); } catch (error) { worked = false; }
    document.body.removeChild(area);
    if (worked) return done(true);
    if (element) {
      var range = document.createRange();
      range.selectNodeContents(element);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    }
    sopressSay(sopressWord("copy_failed"));
    done(false);
  }
  if (navigator.clipboard && navigator.clipboard.writeText) {
    navigator.clipboard.writeText(text).then(function () { done(true); }, old);
  } else {
    old();
  }
}
