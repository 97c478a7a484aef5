// Asks the preview for changes, loads the page again where the reader was, and shows what is wrong with the book.
(function () {
  "use strict";
  const script = document.currentScript;
  if (!script) return;
  const base = script.src.replace(/__live\.js.*$/, "");
  let tag = script.getAttribute("data-tag");
  let version = script.getAttribute("data-version");
  let asking = false;
  let failures = 0;
  let timer = 0;
  let first = true;
  let words = { offline: "" };

  function ask() {
    // A hidden page asks when it is shown: browsers allow six connections to a server, for all tabs together.
    if (asking || document.hidden) return;
    asking = true;
    clearTimeout(timer);
    // The first question is answered at once, for the problems; then one may be left open: a writer looks at this page and
    // types into another window.
    const wait = !first;
    const request = new XMLHttpRequest();
    request.open("GET", base + "__live?v=" + encodeURIComponent(version) + (wait ? "&wait=1" : ""));
    request.timeout = 40000;
    request.onload = function () {
      let state = null;
      try {
        state = request.status === 200 ? JSON.parse(request.responseText) : null;
      } catch (error) {
        state = null;
      }
      if (!state) return failed();
      if (failures > 0) show(state);
      failures = 0;
      take(state);
      later(state.again);
      first = false;
    };
    request.onerror = request.ontimeout = failed;
    request.send();
  }

  function later(milliseconds) {
    asking = false;
    timer = setTimeout(ask, milliseconds);
  }

  function failed() {
    failures += 1;
    if (failures === 2 && words.offline) bar(words.offline);
    later(Math.min(400 * failures, 3000));
  }

  let shown = "";
  let turn = 0;
  let page = null;

  function take(state) {
    words = state;
    const now = JSON.stringify(state.problems);
    if (now !== shown) show(state);
    shown = now;
    if (state.version === version) return;
    version = state.version;
    look();
  }

  // Only a page that is another one now is touched; what a writer typed into the others stays.
  function look() {
    turn += 1;
    const mine = turn;
    const request = new XMLHttpRequest();
    request.open("GET", location.href.split("#")[0]);
    if (tag && page) request.setRequestHeader("If-None-Match", '"' + tag + '"');
    request.onload = function () {
      // A newer answer is on its way, or this page is what it was.
      if (mine !== turn || request.status === 304) return;
      // A page that is not there has no tag; as long as it is not, there is nothing to load.
      if (request.status === 404 && !tag) return;
      if (request.status !== 200) return again();
      const there = (request.getResponseHeader("ETag") || "").replace(/"/g, "");
      const now = new DOMParser().parseFromString(request.responseText, "text/html");
      if (there !== tag && !change(now)) return again();
      page = now;
      tag = there;
    };
    request.onerror = again;
    request.send();
  }

  // Puts what is new in its place, without a flash and without a page to load. `page` is the page as it was sent, before its
  // scripts touched it: where the scripts' own work would be lost, the page is loaded after all.
  function change(now) {
    if (!page) return false;
    // Set up by the server, and another one each time.
    [page, now].forEach(function (one) {
      const own = one.querySelector("script[data-tag]");
      if (own) own.removeAttribute("data-tag");
      if (own) own.removeAttribute("data-version");
    });
    if (!page.head.isEqualNode(now.head) && !sameBut(page.head, now.head)) return false;
    const place = here();
    if (!patch(document.body, page.body, now.body)) return false;
    document.title = now.title;
    goTo(place);
    return true;
  }

  // Heads that differ in the words about the page alone.
  function sameBut(old, now) {
    const kept = function (head) {
      return Array.from(head.children).filter((one) => !/^(TITLE|META)$/.test(one.tagName));
    };
    const [a, b] = [kept(old), kept(now)];
    return a.length === b.length && a.every((one, at) => one.isEqualNode(b[at]));
  }

  // Makes `live`, which was `old` when it came, into `now`. Nothing is touched when the answer is false at the top; further
  // down a part may be new already, and the page is loaded anyway.
  function patch(live, old, now) {
    const was = Array.from(old.childNodes);
    const is = Array.from(now.childNodes);
    const there = Array.from(live.childNodes).slice(0, was.length);
    // Scripts add at the end of a part; elsewhere they made another part of it.
    if (there.length < was.length || !was.every((node, at) => node.nodeName === there[at].nodeName)) return false;
    Array.from(now.attributes).forEach(function (one) {
      if (old.getAttribute(one.name) !== one.value) live.setAttribute(one.name, one.value);
    });
    Array.from(old.attributes).forEach(function (one) {
      if (!now.hasAttribute(one.name)) live.removeAttribute(one.name);
    });
    let from = 0;
    while (from < was.length && from < is.length && was[from].isEqualNode(is[from])) from += 1;
    let after = 0;
    while (after < was.length - from && after < is.length - from && was[was.length - 1 - after].isEqualNode(is[is.length - 1 - after])) after += 1;
    const gone = was.slice(from, was.length - after);
    const come = is.slice(from, is.length - after);
    // As many as before: each is made anew by itself, so that what is beside a change stays as it is.
    if (gone.length === come.length && gone.every((node, at) => node.nodeName === come[at].nodeName)) {
      return gone.every(function (node, at) {
        const mine = there[from + at];
        if (node.isEqualNode(come[at])) return true;
        if (node.nodeType === 1) return patch(mine, node, come[at]);
        mine.nodeValue = come[at].nodeValue;
        return true;
      });
    }
    if (gone.concat(come).some(isSetUp)) return false;
    const last = there[was.length - 1];
    const next = after ? there[was.length - after] : last ? last.nextSibling : live.firstChild;
    there.slice(from, was.length - after).forEach((node) => live.removeChild(node));
    come.forEach((node) => live.insertBefore(document.importNode(node, true), next));
    return true;
  }

  // Whether scripts of a page may have something to do with it.
  function isSetUp(node) {
    if (node.nodeType !== 1) return false;
    return [node].concat(Array.from(node.querySelectorAll("*"))).some(function (one) {
      const marked = Array.from(one.attributes).some((attribute) => attribute.name.startsWith("data-"));
      return marked || one.matches("input, button, select, textarea, script, form, .script, .tabs, .variants, .slot");
    });
  }

  // The place: the last element with an id above the top of the window, and how far below it the window begins.
  function here() {
    const place = { path: location.pathname, y: window.pageYOffset, id: "", below: 0, open: [] };
    const named = document.querySelectorAll("[id]");
    for (let i = 0; i < named.length; i += 1) {
      const top = named[i].getBoundingClientRect().top;
      if (top <= 1 && named[i].getClientRects().length > 0 && !named[i].closest("#sopress-live")) {
        place.id = named[i].id;
        place.below = -top;
      }
    }
    const details = document.querySelectorAll("details");
    for (let i = 0; i < details.length; i += 1) place.open.push(details[i].open);
    return place;
  }

  function goTo(place) {
    const details = document.querySelectorAll("details");
    if (details.length === place.open.length) {
      for (let i = 0; i < details.length; i += 1) details[i].open = place.open[i];
    }
    const element = place.id ? document.getElementById(place.id) : null;
    window.scrollTo(0, element ? element.getBoundingClientRect().top + window.pageYOffset + place.below : place.y);
  }

  function again() {
    try {
      sessionStorage.setItem("sopress-place", JSON.stringify(here()));
    } catch (error) {
      // Without storage the browser's own memory of the place has to do.
    }
    location.reload();
  }

  function restore() {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem("sopress-place"));
      sessionStorage.removeItem("sopress-place");
    } catch (error) {
      return;
    }
    if (!place || place.path !== location.pathname) return;
    // The browser's own guess is a number of pixels, which is wrong when the text above has grown.
    history.scrollRestoration = "manual";
    goTo(place);
    // Pictures above may still have been on their way.
    window.addEventListener("load", function () {
      goTo(place);
      history.scrollRestoration = "auto";
    });
  }

  // The overlay. All texts are set as text, never as markup.
  function part(parent, name, className, text) {
    const element = document.createElement(name);
    element.className = "sopress-live-" + className;
    if (text) element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  // Takes the old one away and makes a new one, which is not in the page yet.
  function box() {
    const old = document.getElementById("sopress-live");
    if (old) old.parentNode.removeChild(old);
    const element = document.createElement("div");
    element.id = "sopress-live";
    element.setAttribute("role", "alert");
    return element;
  }

  function bar(text, onclick) {
    const element = box();
    const label = part(element, onclick ? "button" : "div", "bar", text);
    if (onclick) label.onclick = onclick;
    document.body.appendChild(element);
  }

  function show(state) {
    box();
    if (state.problems.length === 0) return;
    const small = function () {
      bar(state.title, function () {
        full();
      });
    };
    const full = function () {
      const element = box();
      const panel = part(element, "div", "panel");
      const top = part(panel, "div", "top");
      part(top, "strong", "title", state.title);
      const hide = part(top, "button", "hide", state.hide);
      hide.onclick = small;
      element.onkeydown = function (event) {
        if (event.key === "Escape") small();
      };
      state.problems.forEach(function (problem) {
        const item = part(panel, "div", "item sopress-live-" + problem.severity);
        part(item, "div", "message", problem.message);
        part(item, "div", "place", problem.place + "  " + problem.code);
        if (problem.line) part(item, "pre", "line", problem.line);
        problem.help.forEach(function (help) {
          part(item, "div", "help", help);
        });
      });
      if (state.more) part(panel, "div", "more", state.more);
      document.body.appendChild(element);
    };
    // Only errors cover the page; what is less waits in a corner.
    if (state.problems.some((problem) => problem.severity === "error")) full();
    else small();
  }

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = base + "__live.css";
  document.head.appendChild(style);
  restore();
  look();
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);
  ask();
})();
