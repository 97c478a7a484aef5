// Where a short code is typed: goes to its page, also when it was typed in capitals, or copied with the rest of its address.
(function () {
  var form = document.querySelector("[data-short]");
  if (!form) return;
  var input = form.querySelector("input");
  var told = form.querySelector("[role=alert]");
  var ids = form.getAttribute("data-short").split(" ").filter(function (id) { return id; });
  // Letters of full width are those of Chinese keyboards.
  function plain(text) {
    var half = text.replace(/[！-～]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); });
    half = half.toLowerCase().replace(/[\s\u200b]+/g, "").replace(/[‐-―−]/g, "-");
    var address = /\/q\/([^\/?#]+)/.exec(half);
    return (address ? address[1] : half).replace(/^[\/#]+|[\/.。]+$/g, "");
  }
  // What the eye takes for the same on paper.
  function alike(id) { return id.replace(/-/g, "").replace(/o/g, "0").replace(/[il]/g, "1"); }
  function find(id) {
    if (!/^[a-z0-9-]+$/.test(id)) return "";
    if (!ids.length || ids.indexOf(id) >= 0) return id;
    var near = ids.filter(function (other) { return alike(other) === alike(id); });
    return near.length === 1 ? near[0] : "";
  }
  function open(text) {
    var id = plain(text);
    if (!id) { input.focus(); return; }
    var found = find(id);
    if (found) {
      told.textContent = "";
      input.removeAttribute("aria-invalid");
      location.href = found + "/index.html" + location.search;
    } else {
      told.textContent = form.getAttribute("data-unknown").replace("{n}", text.trim().slice(0, 40));
      input.setAttribute("aria-invalid", "true");
      input.focus();
      input.select();
    }
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); open(input.value); });
  // A host leads here with the code that it does not know by its capital letters.
  function arrived() {
    var typed = location.hash.slice(1);
    try { typed = decodeURIComponent(typed); } catch (error) { return; }
    if (!typed) return;
    input.value = typed;
    open(typed);
  }
  arrived();
  window.addEventListener("hashchange", arrived);
})();
