/* Search without a page: reads the shards, ranks pages, cuts snippets. Needs search.js before it; the same formula stands in
   src/output/search/read/. Shards come from `load(key)`, which gives a value, or undefined while it is on its way: then the
   answer is null, and the question is asked again. So all of this is plain code without waiting, in a browser and in node. */
setUpSearch.core = (function () {
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = {};
  for (let i = 0; i < 64; i++) VALUE[LETTERS[i]] = i;
  const KINDS = ["chapter", "script", "campaign", "kpi", "print", "term", "role", "other"];
  const HAN = "[\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff]|[\\ud840-\\ud8bf][\\udc00-\\udfff]";
  const IS_HAN = new RegExp("^(?:" + HAN + ")");
  const LONGEST_QUERY = 64, MOST_SLOTS = 24, WINDOW = 80;
  const chars = (text) => Array.from(text);
  /* Sorts by numbers, large ones first, and keeps the order of equals, which old browsers do not. */
  const ranked = (list, value) => list.map((x, i) => [x, value(x), i]).sort((a, b) => b[1] - a[1] || a[2] - b[2]).map((x) => x[0]);

  /* Full-width forms become ASCII, capitals small; one unit stays one unit. */
  function fold(text) {
    return text.replace(/[^]/g, (c) => {
      if (c >= "\uff01" && c <= "\uff5e") c = String.fromCharCode(c.charCodeAt(0) - 0xfee0);
      const small = c.toLowerCase();
      return c === "\u3000" ? " " : small.length === 1 ? small : c;
    });
  }

  /* Five bits a letter, the low ones first; 32 says that more follow. */
  function numbers(text) {
    const out = [];
    let n = 0, shift = 0;
    for (const c of text) {
      n |= (VALUE[c] & 31) << shift;
      shift += 5;
      if (VALUE[c] < 32) { out.push(n); n = shift = 0; }
    }
    return out;
  }

  /* The places of a term: [page, unit, impact], and on how many pages it stands. */
  function places(data) {
    let at = 0, page = 0, pages = 0;
    const number = () => {
      for (let n = 0, shift = 0; ; shift += 5) {
        const v = VALUE[data[at++]];
        n |= (v & 31) << shift;
        if (v < 32) return n;
      }
    };
    const list = [];
    const cut = data[0] === "." && ++at ? number() : 0;
    while (at < data.length) {
      page += number();
      pages++;
      for (let more = true; more;) {
        const unit = number(), v = VALUE[data[at++]];
        list.push([page, unit, ((v & 15) + 0.5) / 16]);
        more = v > 15;
      }
    }
    return { pages: cut || pages, list };
  }

  function lastNotAbove(list, x) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= x) low = middle + 1; else high = middle;
    }
    return Math.max(0, low - 1);
  }

  function open(load) {
    const cache = {};
    let missing = false;
    const get = (key) => {
      const value = load(key);
      if (value === undefined) missing = true;
      return value;
    };
    const keep = (key, shard, make) => {
      if (key in cache) return cache[key];
      const value = get(shard);
      const made = make(value);
      if (value !== undefined) cache[key] = made;
      return made;
    };
    const store = {
      waits: () => missing,
      again: () => { missing = false; },
      meta: () => keep("meta", "meta", (m) => {
        if (!m) return null;
        const sections = [0];
        for (const n of numbers(m.u)) sections.push(sections[sections.length - 1] + n);
        let at = 0;
        return {
          pages: m.n, sections, texts: numbers(m.x).map((step) => (at += step)), firsts: m.b.split(" "), syllables: m.y.split(" "), synonyms: m.w,
          kind: (page) => KINDS[m.k[page]], roles: m.r, owners: numbers(m.o).map((set) => m.s[set].map((role) => m.r[role])),
        };
      }),
      shard: (term) => lastNotAbove(store.meta().firsts, term),
      /* Words, sounds and initials of a shard: [term, data]. */
      words: (n) => keep("w" + n, "t/" + n, (text) => {
        let last = "";
        return (text || "").split(" ").filter((line) => line && !IS_HAN.test(line)).map((line) => {
          const colon = line.indexOf(":");
          last = chars(last).slice(0, VALUE[line[0]]).join("") + line.slice(1, colon);
          return [last, line.slice(colon + 1)];
        });
      }),
      /* What follows the character `a` in a shard: its own data, then pairs. */
      line: (a, n) => {
        const text = " " + (get("t/" + n) || "");
        const at = text.indexOf(" " + a + ":");
        return at < 0 ? "" : text.slice(at + a.length + 2, text.indexOf(" ", at + 1));
      },
      data: (term) => {
        const n = store.shard(term);
        if (!IS_HAN.test(term)) return (store.words(n).find((word) => word[0] === term) || ["", ""])[1];
        const pair = chars(term), second = pair[1] || "";
        const line = store.line(pair[0], n);
        const at = line.indexOf(second);
        return at < 0 ? "" : /^[-\w.]*/.exec(line.slice(at + second.length))[0];
      },
      places: (term) => keep("p" + term, "t/" + store.shard(term), () => places(store.data(term))),
      /* Terms that begin so, from that many shards. */
      range: (prefix, most) => {
        const firsts = store.meta().firsts;
        const from = store.shard(prefix);
        let out = [];
        for (let n = from; n < from + most && (n === from || (firsts[n] || "").startsWith(prefix)); n++) {
          out = out.concat(store.words(n).filter((word) => word[0].startsWith(prefix)));
        }
        return out;
      },
      /* Readings of characters, the common one first. */
      readings: () => keep("py", "py", (text) => {
        const map = {};
        for (const line of (text || "").split(" ")) {
          const [syllable, mostly, sometimes] = line.split(/[:.]/);
          for (const c of chars(mostly || "")) map[c] = [syllable].concat(map[c] || []);
          for (const c of chars(sometimes || "")) map[c] = (map[c] || []).concat(syllable);
        }
        return map;
      }),
      simplified: () => keep("t2s", "t2s", (text) => {
        const list = chars(text || ""), map = {};
        for (let i = 0; i < list.length; i += 2) map[list[i]] = list[i + 1];
        return map;
      }),
      /* The section that a hit is about, with its page. */
      section: (page, unit) => {
        const meta = store.meta();
        const at = meta.sections[page] + Math.max(0, unit - 1);
        const groups = get("d/" + lastNotAbove(meta.texts, at));
        const group = groups && groups.find((one) => one[0] === page);
        if (!group) return null;
        const [anchor, heading, text] = group[4 + Math.max(0, unit - 1) - group[3]];
        // Found by its title alone, a page is shown from its top.
        return { url: group[1], title: group[2], anchor: unit ? anchor : "", heading: unit ? heading : "", text };
      },
    };
    return store;
  }

  /* What a slot may be found by: [places, factor]. A guess stands for a pair that is nowhere on the site. */
  function lookUp(slot, guess, store) {
    const one = (term, f) => [store.places(term), f];
    const longest = (words, most, f) => ranked(words, (word) => word[1].length).slice(0, most).map((word) => one(word[0], f));
    if (slot.pair) {
      const whole = one(slot.pair, 1);
      if (whole[0].pages || !guess) return [whole];
      return slot.near.map((pair) => one(pair, 0.8)).concat(chars(slot.pair).map((c) => one(c, 0.4)));
    }
    if (slot.one) {
      const pairs = [];
      store.line(slot.one, store.shard(slot.one)).replace(/([^-\w.]+)([-\w.]+)/g, (all, b, data) => pairs.push([slot.one + b, data]));
      return [one(slot.one, 1)].concat(longest(pairs, 16, 0.5));
    }
    const exact = one(slot.word, 1);
    const longer = slot.word.length > 1 ? store.range(slot.word, 2).filter((word) => word[0] !== slot.word) : [];
    return [exact].concat(longest(longer, 24, exact[0].pages ? 0.5 : 0.8));
  }

  const nameOf = (slot) => slot.pair || slot.one || slot.word;

  /* How much a slot weighs: rare things weigh more. */
  function massOf(slot, lists, all) {
    const df = Math.max(1, Math.min(lists.reduce((sum, list) => sum + list[0].pages, 0), all));
    return slot.mass * Math.log(1 + (all - df + 0.5) / (df + 0.5));
  }

  const massOfAll = (reading, store) => slotsOf(reading).reduce((sum, slot) => sum + massOf(slot, lookUp(slot, false, store), store.meta().pages), 0);

  /* Each thing once; words of a spoken question only when there is nothing else. */
  function slotsOf(reading) {
    const seen = new Map();
    for (const slot of reading.slots) {
      const name = nameOf(slot);
      if (!seen.has(name) || seen.get(name).mass < slot.mass) seen.set(name, slot);
    }
    const all = Array.from(seen.values());
    const strong = all.filter((slot) => slot.mass === 1);
    return (strong.length ? strong : all).slice(0, MOST_SLOTS);
  }

  function rank(reading, allowed, guess, store) {
    const all = store.meta().pages;
    const found = new Map();
    let total = 0;
    slotsOf(reading).forEach((slot, n) => {
      const lists = lookUp(slot, guess, store);
      const guessed = slot.pair && lists.length > 1;
      const hits = new Map();
      for (const [{ list }, f] of lists) {
        for (const [page, unit, impact] of list) {
          // Guesses trust titles.
          const key = page * 4096 + unit, worth = f * impact * (guessed && unit ? 0.3 : 1);
          if (!(hits.get(key) >= worth)) hits.set(key, worth);
        }
      }
      const mass = massOf(slot, lists, all);
      const must = !reading.must || reading.must.includes(nameOf(slot));
      const covered = guessed ? mass / 2 : mass;
      total += mass;
      hits.forEach((worth, key) => {
        const page = Math.floor(key / 4096), unit = key % 4096;
        if (!allowed(page)) return;
        let at = found.get(page);
        if (!at) found.set(page, at = { title: 0, titled: 0, covered: 0, sum: 0, units: new Map(), slot: -1, must: false });
        at.must = at.must || must;
        if (at.slot !== n) { at.slot = n; at.covered += covered; }
        if (unit) {
          at.units.set(unit, (at.units.get(unit) || 0) + mass * worth);
          at.sum += mass * worth;
        } else {
          at.title += mass * worth;
          at.titled += covered;
        }
      });
    });
    const out = [];
    found.forEach((at, page) => {
      if (!at.must) return;
      let best = 0, unit = 0;
      at.units.forEach((score, u) => { if (score > best || score === best && u < unit) { best = score; unit = u; } });
      const coverage = at.covered / total, titled = at.titled / total;
      const score = (2.2 * at.title + best + 0.15 * Math.min(at.sum - best, best)) * coverage * Math.sqrt(coverage) * (1 + 0.4 * titled * titled);
      out.push({ page, unit, coverage, reading, score: Math.round(score * reading.f * 1e6) });
    });
    return out;
  }

  /* {hits: [{page, unit, score, reading}], reading: what was searched instead, or ""}. `filter` may name a kind and a role. */
  function ask(query, filter, limit, store) {
    const meta = store.meta();
    if (!meta) return null;
    const text = fold(query).slice(0, LONGEST_QUERY);
    const allowed = (page) => (!filter.kind || meta.kind(page) === filter.kind)
      && (!filter.role || !meta.owners[page].length || meta.owners[page].includes(filter.role));
    const best = new Map();
    const add = (readings, guess) => {
      for (const reading of readings) for (const hit of rank(reading, allowed, guess, store)) {
        if (!best.has(hit.page) || best.get(hit.page).score < hit.score) best.set(hit.page, hit);
      }
    };
    const readings = setUpSearch.reading.read(text, store);
    if (store.waits()) return null;
    add(readings, false);
    if (store.waits()) return null;
    const top = () => Array.from(best.values()).sort((a, b) => b.score - a.score || a.page - b.page).slice(0, limit);
    let hits = top();
    if (!hits.length || hits[0].coverage < 0.8) {
      const more = setUpSearch.reading.readAgain(text, store);
      if (store.waits()) return null;
      add(readings.slice(0, 1), true);
      add(more, false);
      if (store.waits()) return null;
      hits = top();
    }
    return { hits, reading: hits.length && !hits[0].reading.own ? hits[0].reading.text : "" };
  }

  /* For each unit of a text how long the marked run is that it stands in. */
  function marks(text, reading) {
    const plain = fold(text);
    const weights = new Array(text.length).fill(0);
    const mark = (term) => {
      for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + 1)) weights.fill(1, at, at + term.length);
    };
    const slots = slotsOf(reading);
    for (const slot of slots) mark(nameOf(slot));
    // A guess shares only characters with what it found.
    if (!weights.includes(1)) for (const slot of slots) if (slot.pair) chars(slot.pair).forEach(mark);
    for (let at = 0; at < weights.length;) {
      let end = at;
      while (weights[end] === 1) end++;
      weights.fill(Math.min(8, end - at), at, end);
      at = end + 1;
    }
    return weights;
  }

  /* A text in parts [text, marked]; a long one is cut to the window that holds the most. */
  function snippet(text, reading, whole) {
    const weights = marks(text, reading);
    let start = 0, end = text.length;
    if (!whole && end > WINDOW) {
      const sums = [0];
      for (const w of weights) sums.push(sums[sums.length - 1] + w);
      let most = -1;
      for (let at = 0; at < weights.length; at++) {
        if (at && !(weights[at] && !weights[at - 1])) continue;
        const from = Math.max(0, Math.min(at - 12, text.length - WINDOW));
        const sum = sums[from + WINDOW] - sums[from];
        if (sum > most) { most = sum; start = from; }
      }
      end = start + WINDOW;
      const low = (at) => text[at] >= "\udc00" && text[at] <= "\udfff";
      if (low(start)) start--;
      if (low(end)) end++;
    }
    const parts = start ? [["…", false]] : [];
    for (let at = start; at < end;) {
      let to = at + 1;
      while (to < end && !weights[to] === !weights[at]) to++;
      parts.push([text.slice(at, to), weights[at] > 0]);
      at = to;
    }
    return end < text.length ? parts.concat([["…", false]]) : parts;
  }

  /* What to show for a hit, or null while its text is on its way. */
  function describe(hit, store) {
    const found = store.section(hit.page, hit.unit);
    return found && Object.assign(found, {
      kind: store.meta().kind(hit.page), roles: store.meta().owners[hit.page],
      named: snippet(found.title, hit.reading, true), snippet: snippet(found.text, hit.reading, false),
    });
  }

  return { HAN, IS_HAN, KINDS, VALUE, chars, ranked, fold, open, ask, describe, nameOf, massOfAll };
})();
