/* Search as you type. Scripts in this order: search.js, search-core.js, search-reading.js, search-mark.js.

   What the page holds:
     <html data-root="../" data-search="_search/<hash>">, or on the form data-root="../" data-search-base="../_search/<hash>/".
     <form role="search" action="…"> with <input type="search" id="search">; every search input of such a form works.
     <div id="search-results"></div> on the page of results: filters, a copyable list of misses, and ?q= in the address.
       Without it, results open below the form, and Enter goes to its action.
   Words of the interface: `sopressWords`, or JSON in data-words of the form: search_searching, search_count {n}, search_none {q},
     search_read {r}, search_failed, search_retry, search_more, search_recent, search_clear, search_kinds, search_all_kinds,
     search_roles, search_all_roles, search_missed, search_copied, search_kind_chapter … _script _campaign _kpi _print _term _role _other.
   What it makes: .search-note .search-filters .search-list .search-hit .search-title .search-kind[data-kind] .search-heading
     .search-snippet mark .search-more .search-recent .search-missed, and .search-panel for results below a form. */
function setUpSearch() {
  const inputs = Array.from(document.querySelectorAll("form[role=search] input[type=search]"));
  const page = document.documentElement;
  if (!inputs.length) return;
  const form = inputs[0].form;
  const root = form.dataset.root || page.dataset.root || "";
  const base = form.dataset.searchBase || page.dataset.search && root + page.dataset.search;
  if (!base) return;
  const words = Object.assign({}, window.sopressWords, JSON.parse(form.dataset.words || "{}"));
  const word = (key, value) => (words["search_" + key] || key).replace(/\{[nqr]\}/, () => value);
  const core = setUpSearch.core;
  const own = document.getElementById("search-results");
  const FIRST = 6, MOST = 60, PAUSE = 120, SETTLED = 2000, WEAK = 0.3;

  /* Shards are scripts, so that they also come from a disk. What failed is asked for again when the reader wants it. */
  const values = {}, underway = {}, failed = {};
  let store = core.open((key) => {
    if (!(key in values) && !failed[key]) fetchShard(key);
    return values[key];
  });
  window.__sx = (key, value) => { values[key] = value; };
  function fetchShard(key) {
    if (underway[key]) return;
    const script = document.createElement("script");
    const end = () => {
      delete underway[key];
      script.remove();
      if (!(key in values)) failed[key] = true;
      // Texts are shown as they come; everything else is needed together.
      if (key.startsWith("d/") || !Object.keys(underway).length) answer();
    };
    underway[key] = true;
    // A locked handbook opens its own files.
    if (window.sopressOpen) { window.sopressOpen(base.replace(/\/?$/, "/") + key + ".js", end); return; }
    script.charset = "utf-8";
    script.src = base.replace(/\/?$/, "/") + key + ".js";
    script.onload = script.onerror = end;
    document.head.appendChild(script);
  }

  /* What this device remembers; where it may not, nothing is lost. */
  const kept = (key) => { try { return JSON.parse(localStorage.getItem("sopress:search-" + key)) || []; } catch (error) { return []; } };
  const keep = (key, list) => { try { localStorage.setItem("sopress:search-" + key, JSON.stringify(list)); } catch (error) { /* private mode */ } };
  const remember = (key, text, most) => keep(key, [text].concat(kept(key).filter((one) => one !== text)).slice(0, most));

  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const button = (className, text, act) => {
    const element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  };

  let input = inputs.find((one) => own && !one.closest("header")) || inputs[0];
  const box = own || form.appendChild(make("div", "search-panel"));
  const note = box.appendChild(make("p", "search-note"));
  const filters = box.appendChild(make("div", "search-filters"));
  const list = box.appendChild(make("ol", "search-list"));
  const below = box.appendChild(make("div", "search-below"));
  note.setAttribute("role", "status");
  const role = document.querySelector("select[data-role-choice]");
  const filter = { kind: "", role: role && role.value ? role.selectedOptions[0].textContent.trim() : "" };
  let answered = {};
  let query = "", shown = FIRST, drawn = 0, fresh = true, open = false, filtered = false, timer = 0, settled = 0, written = 0;

  function show(yes) {
    open = yes;
    box.hidden = !own && !yes;
  }
  show(false);

  function ask(text) {
    query = text.trim();
    shown = FIRST;
    fresh = true;
    clearTimeout(settled);
    // The address follows when the reader pauses: browsers count how often it changes, and phones feel it.
    clearTimeout(written);
    written = own ? setTimeout(writeAddress, SETTLED / 4) : 0;
    show(true);
    answer();
  }

  function writeAddress() {
    clearTimeout(written);
    if (own && written) try { history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) : location.pathname); } catch (error) { /* file:// in old browsers */ }
    written = 0;
  }
  window.addEventListener("pagehide", writeAddress);

  /* Runs again whenever what it waits for has come; a newer query simply replaces `query`. */
  function answer() {
    if (!open) return;
    if (!query) return drawRecent();
    store.again();
    // While texts come in one after the other, what was found stays.
    const key = [query, filter.kind, filter.role, shown].join("\n");
    const found = key === answered.key ? answered.found : core.ask(query, filter, Math.min(MOST, shown + 1), store);
    answered = found && !store.waits() && !Object.keys(failed).length ? { key, found } : {};
    const hits = found ? found.hits.slice(0, shown).map((hit) => core.describe(hit, store)) : [];
    const waits = Object.keys(underway).length > 0, broken = Object.keys(failed).length > 0;
    const ready = hits.includes(null) ? hits.slice(0, hits.indexOf(null)) : hits;
    if (waits && !ready.length) {
      if (!list.firstChild) note.textContent = word("searching");
      return;
    }
    // What is already there stays, so that nobody loses the place in the list.
    if (fresh) {
      list.textContent = "";
      drawn = 0;
      fresh = false;
    }
    const more = document.createDocumentFragment();
    for (const hit of ready.slice(drawn)) more.appendChild(drawHit(hit));
    list.appendChild(more);
    drawn = Math.max(drawn, ready.length);
    drawFilters();
    if (waits) return;
    note.textContent = below.textContent = "";
    if (broken) {
      note.append(word("failed") + " ", button("search-retry", word("retry"), () => {
        Object.keys(failed).forEach((key) => delete failed[key]);
        answer();
      }));
    }
    if (!found || broken) return;
    note.textContent = hits.length ? (found.reading ? word("read", found.reading) : word("count", hits.length + (found.hits.length > shown ? "+" : ""))) : word("none", query);
    // What shares a word with the query is shown, but it is no answer either.
    if (!hits.length || found.hits[0].coverage < WEAK) {
      drawMissed();
      // A half-typed word is no wish of a reader.
      const missed = query;
      settled = setTimeout(() => remember("missed", missed, 100), SETTLED);
    }
    if (found.hits.length > shown) below.appendChild(button("search-more", word("more"), () => { shown += FIRST; answer(); }));
  }

  const drawParts = (element, parts) => {
    for (const [text, marked] of parts) element.append(marked ? make("mark", "", text) : text);
    return element;
  };

  function drawHit(hit) {
    const marked = hit.named.concat(hit.snippet).filter((part) => part[1]).map((part) => part[0]);
    const words = marked.filter((text, at) => marked.indexOf(text) === at).sort((a, b) => b.length - a.length).slice(0, 5);
    const item = make("li", "search-hit"), link = make("a");
    link.href = root + hit.url + (words.length ? "?hl=" + encodeURIComponent(words.join(" ")) : "") + (hit.anchor ? "#" + encodeURIComponent(hit.anchor) : "");
    const kind = make("span", "search-kind", word("kind_" + hit.kind));
    kind.dataset.kind = hit.kind;
    link.append(drawParts(make("span", "search-title"), hit.named), " ", kind);
    if (hit.heading) link.append(make("span", "search-heading", hit.heading));
    if (hit.snippet.length) link.append(drawParts(make("span", "search-snippet"), hit.snippet));
    item.append(link);
    return item;
  }

  /* Only kinds and roles that this site has. */
  function drawFilters() {
    const meta = store.meta();
    if (!meta || filtered) return;
    filtered = true;
    const has = new Set();
    for (let n = 0; n < meta.pages; n++) has.add(meta.kind(n));
    const choice = (label, all, values, name, field) => {
      if (values.length < 2) return;
      const select = make("select");
      select.setAttribute("aria-label", label);
      for (const value of [""].concat(values)) {
        const option = make("option", "", value ? name(value) : all);
        option.value = value;
        select.append(option);
      }
      select.value = values.includes(filter[field]) ? filter[field] : "";
      filter[field] = select.value;
      select.addEventListener("change", () => { filter[field] = select.value; ask(query); });
      filters.append(select);
    };
    choice(word("kinds"), word("all_kinds"), core.KINDS.filter((kind) => has.has(kind)), (kind) => word("kind_" + kind), "kind");
    choice(word("roles"), word("all_roles"), meta.roles, (name) => name, "role");
  }

  function drawRecent() {
    note.textContent = list.textContent = below.textContent = "";
    fresh = true;
    const recent = kept("recent");
    if (!recent.length) return show(!!own);
    note.textContent = word("recent");
    for (const text of recent) below.append(button("search-recent", text, () => { input.value = text; ask(text); }));
    below.append(button("search-clear", word("clear"), () => { keep("recent", []); drawRecent(); }));
  }

  function drawMissed() {
    const missed = kept("missed");
    if (!missed.length) return;
    below.append(button("search-missed", word("missed"), () => {
      const done = () => { note.textContent = word("copied"); keep("missed", []); };
      if (window.sopressCopy) return window.sopressCopy(missed.join("\n"), note, (worked) => worked && done());
      const area = box.appendChild(make("textarea"));
      area.value = missed.join("\n");
      area.select();
      if (document.execCommand("copy")) { area.remove(); done(); }
    }));
  }

  list.addEventListener("click", (event) => {
    if (!event.target.closest("a")) return;
    remember("recent", query, 8);
    writeAddress();
  });
  const links = () => Array.from(list.querySelectorAll("a"));
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(input.value), PAUSE);
  };
  for (const one of inputs) {
    // Half-typed pinyin is not a query: wait until the input method is done.
    one.addEventListener("input", (event) => { input = one; if (event.isComposing) clearTimeout(timer); else later(); });
    one.addEventListener("compositionend", () => { input = one; later(); });
    one.addEventListener("focus", () => {
      input = one;
      if (!own) one.form.appendChild(box);
      store.meta();
      if (own && open) return;
      query = one.value.trim();
      show(true);
      answer();
    });
    one.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown" && links().length) { event.preventDefault(); links()[0].focus(); }
      if (event.key === "Escape" && !own) { show(false); }
    });
    one.form.addEventListener("submit", (event) => {
      if (!own && one.form.getAttribute("action")) return;
      event.preventDefault();
      clearTimeout(timer);
      input = one;
      ask(one.value);
    });
  }
  list.addEventListener("keydown", (event) => {
    const all = links(), at = all.indexOf(document.activeElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      (all[at + step] || (step < 0 ? input : all[at])).focus();
    } else if (event.key === "Escape") {
      input.focus();
      if (!own) show(false);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    event.preventDefault();
    inputs[0].focus();
  });
  document.addEventListener("click", (event) => { if (!own && !input.form.contains(event.target)) show(false); });

  const asked = /[?&]q=([^&#]*)/.exec(location.search);
  if (own && asked) {
    try { input.value = decodeURIComponent(asked[1].replace(/\+/g, " ")); } catch (error) { input.value = asked[1]; }
    ask(input.value);
  }
}

if (typeof document !== "undefined") {
  if (document.readyState === "complete") setTimeout(setUpSearch, 0);
  else document.addEventListener("DOMContentLoaded", setUpSearch);
}
