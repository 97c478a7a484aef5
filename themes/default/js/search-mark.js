/* Arriving from the search: `?hl=` names words, separated by spaces, which are marked; the first below the anchor comes into view.
   Esc takes the marks away. The address loses the words, so that a copied one is clean. */
function setUpSearchMarks() {
  const named = /[?&]hl=([^&#]*)/.exec(location.search);
  const main = document.querySelector("main") || document.body;
  if (!named) return;
  let words = "";
  try { words = decodeURIComponent(named[1].replace(/\+/g, " ")); } catch (error) { return; }
  const fold = setUpSearch.core.fold;
  const terms = fold(words).split(" ").filter(Boolean).slice(0, 8);
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT, null, false);
  const texts = [];
  while (walker.nextNode()) if (!/^(SCRIPT|STYLE|TEXTAREA|SELECT|OPTION)$/.test(walker.currentNode.parentNode.tagName)) texts.push(walker.currentNode);
  const marks = [];
  for (let node of texts) {
    for (let from = 0; marks.length < 200;) {
      const plain = fold(node.data);
      let at = -1, length = 0;
      for (const term of terms) {
        const found = plain.indexOf(term, from);
        if (found >= 0 && (at < 0 || found < at)) { at = found; length = term.length; }
      }
      if (at < 0) break;
      const word = node.splitText(at);
      node = word.splitText(length);
      const mark = document.createElement("mark");
      mark.className = "search-mark";
      word.parentNode.replaceChild(mark, word);
      mark.appendChild(word);
      marks.push(mark);
    }
  }
  const anchor = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const first = marks.find((mark) => !anchor || anchor.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING || anchor.contains(mark)) || marks[0];
  for (let up = first; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  const view = anchor || first;
  if (view) view.scrollIntoView({ block: anchor ? "start" : "center" });
  try { history.replaceState(null, "", location.pathname + location.hash); } catch (error) { /* file:// in old browsers */ }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const mark of marks.splice(0)) {
      const parent = mark.parentNode;
      parent.replaceChild(mark.firstChild, mark);
      parent.normalize();
    }
  });
}

if (typeof document !== "undefined") {
  if (document.readyState === "complete") setTimeout(setUpSearchMarks, 0);
  else document.addEventListener("DOMContentLoaded", setUpSearchMarks);
}
