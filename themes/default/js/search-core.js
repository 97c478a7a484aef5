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
  // Common ones: an index holds none of them, so asking for them as typed would be in vain.
  const TRADITIONAL = /[個時為們來會後發髮過對組麼裡裏將動開內於與類問現實標單寫點錶沒應並進據說節條規當結製運復複選調請話參兩樣處從關種則構預編務註備體價週給長項義約劃態鐘換該雞稱號線讓測營還記錯鏈確塊別經無幾圖業語轉權係繫簽優設狀門準統團術見響創適熱獎貨譯場帶電資產傳鹽況質屬訪報亂幹醬獲執許層達庫認買機樹夠誤簡隊網擇辦雜決導鄰環續輸難頁頭盤遞斷闆補滿較驟檔聲錄區檯臺紅歷總維顧訴證裝誰湯勻議細須銷鍵論讀級黃軟蓋減歡員這嗎試閉歸併燒餅鋪錢賣費頂訂廣險廠師領聯絡藥]/;
  const LONGEST_QUERY = 40, MOST_SLOTS = 16, MOST_GUESSES = 3, WINDOW = 80;
  const chars = (text) => Array.from(text);
  /* Sorts by numbers, large ones first, and keeps the order of equals, which old browsers do not. */
  const ranked = (list, value) => list.map((x, i) => [x, value(x), i]).sort((a, b) => b[1] - a[1] || a[2] - b[2]).map((x) => x[0]);

  /* Full-width forms become ASCII, capitals small; one unit stays one unit. Han characters and small letters are not even looked at. */
  function fold(text) {
    return text.replace(/[A-Z\u0080-\u33ff\ua000-\uffff]/g, (c) => {
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

  /* The places of a term: pages, units as numbers of all units of the site, impacts; and on how many pages it stands. */
  function places(data, starts) {
    let at = 0, page = 0, pages = 0;
    const number = () => {
      for (let n = 0, shift = 0; ; shift += 5) {
        const v = VALUE[data[at++]];
        n |= (v & 31) << shift;
        if (v < 32) return n;
      }
    };
    const on = [], units = [], impacts = [];
    const cut = data[0] === "." && ++at ? number() : 0;
    while (at < data.length) {
      page += number();
      pages++;
      for (let more = true; more;) {
        const unit = number(), v = VALUE[data[at++]];
        on.push(page);
        units.push(starts[page] + unit);
        impacts.push(((v & 15) + 0.5) / 16);
        more = v > 15;
      }
    }
    return { pages: cut || pages, on, units, impacts };
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
        // A page's units: its title, then its sections.
        const starts = sections.map((n, page) => n + page);
        let at = 0;
        return {
          pages: m.n, sections, starts, texts: numbers(m.x).map((step) => (at += step)), firsts: m.b.split(" "), syllables: new Set(m.y.split(" ")), groups: m.w,
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
      places: (term) => keep("p" + term, "t/" + store.shard(term), () => places(store.data(term), store.meta().starts)),
      /* Groups of synonyms of which a word may stand in the text: [words that are read otherwise, words that they are read as, what
         that counts for a word that is among both]. An empty word parts the two. */
      synonyms: (text) => {
        const starts = keep("starts", "meta", () => {
          const map = new Map();
          store.meta().groups.forEach((group, n) => {
            for (const word of group.slice(group.indexOf("") + 1)) map.set(word[0], (map.get(word[0]) || new Set()).add(n));
          });
          return map;
        });
        const found = new Set();
        for (const c of text) for (const n of starts.get(c[0]) || []) found.add(n);
        return Array.from(found).sort((a, b) => a - b).map((n) => {
          const group = store.meta().groups[n], gap = group.indexOf("");
          return gap < 0 ? [group, group, 0.8] : [group.slice(gap + 1), group.slice(0, gap), 0.5];
        });
      },
      /* Sums of one reading, all 0 between two of them. */
      sums: () => keep("sums", "meta", () => {
        const { pages, starts } = store.meta();
        const sums = { units: new Float64Array(starts[pages]), worth: new Float64Array(starts[pages]), slot: new Int32Array(pages), must: new Uint8Array(pages) };
        for (const name of ["title", "titled", "covered", "sections", "best", "unit"]) sums[name] = new Float64Array(pages);
        return sums;
      }),
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

  /* Calls `each` with every page that a reading finds. */
  function rank(reading, allowed, guess, store, each) {
    const meta = store.meta(), all = meta.pages, starts = meta.starts;
    const sums = store.sums(), found = [], units = [], unitPages = [];
    let total = 0, guesses = 0;
    slotsOf(reading).forEach((slot, n) => {
      const lists = lookUp(slot, guess && guesses < MOST_GUESSES, store);
      const guessed = slot.pair && lists.length > 1;
      if (guessed) guesses++;
      const mass = massOf(slot, lists, all);
      const must = !reading.must || reading.must.includes(nameOf(slot));
      const covered = guessed ? mass / 2 : mass;
      total += mass;
      const count = (page, unit, worth) => {
        if (allowed && !allowed(page)) return;
        if (!sums.slot[page]) found.push(page);
        if (must) sums.must[page] = 1;
        if (sums.slot[page] !== n + 1) { sums.slot[page] = n + 1; sums.covered[page] += covered; }
        if (unit > starts[page]) {
          if (!sums.units[unit]) { units.push(unit); unitPages.push(page); }
          sums.units[unit] += mass * worth;
          sums.sections[page] += mass * worth;
        } else {
          sums.title[page] += mass * worth;
          sums.titled[page] += covered;
        }
      };
      if (lists.length === 1) {
        const [one, f] = lists[0];
        for (let i = 0; i < one.on.length; i++) count(one.on[i], one.units[i], f * one.impacts[i]);
        return;
      }
      const on = [], at = [];
      for (const [one, f] of lists) {
        for (let i = 0; i < one.on.length; i++) {
          // Guesses trust titles.
          const page = one.on[i], unit = one.units[i], worth = f * one.impacts[i] * (guessed && unit > starts[page] ? 0.3 : 1);
          if (!sums.worth[unit]) { on.push(page); at.push(unit); }
          if (sums.worth[unit] < worth) sums.worth[unit] = worth;
        }
      }
      for (let i = 0; i < at.length; i++) {
        count(on[i], at[i], sums.worth[at[i]]);
        sums.worth[at[i]] = 0;
      }
    });
    for (let i = 0; i < units.length; i++) {
      const page = unitPages[i], unit = units[i] - starts[page], score = sums.units[units[i]];
      if (score > sums.best[page] || score === sums.best[page] && unit < sums.unit[page]) { sums.best[page] = score; sums.unit[page] = unit; }
      sums.units[units[i]] = 0;
    }
    for (const page of found) {
      if (sums.must[page]) {
        const coverage = sums.covered[page] / total, titled = sums.titled[page] / total, best = sums.best[page];
        const score = (2.2 * sums.title[page] + best + 0.15 * Math.min(sums.sections[page] - best, best)) * coverage * Math.sqrt(coverage) * (1 + 0.4 * titled * titled);
        each(page, sums.unit[page], coverage, Math.round(score * reading.f * 1e6));
      }
      for (const name in sums) if (name !== "units" && name !== "worth") sums[name][page] = 0;
    }
  }

  /* {hits: [{page, unit, score, reading}], reading: what was searched instead, or ""}. `filter` may name a kind and a role. */
  function ask(query, filter, limit, store) {
    const meta = store.meta();
    if (!meta) return null;
    const text = fold(query).slice(0, LONGEST_QUERY);
    const allowed = (filter.kind || filter.role) && ((page) => (!filter.kind || meta.kind(page) === filter.kind)
      && (!filter.role || !meta.owners[page].length || meta.owners[page].includes(filter.role)));
    const best = new Map();
    const add = (readings, guess) => {
      for (const reading of readings) {
        rank(reading, allowed, guess, store, (page, unit, coverage, score) => {
          const old = best.get(page);
          if (!old || old.score < score) best.set(page, { page, unit, coverage, score, reading });
        });
      }
    };
    const top = () => Array.from(best.values()).sort((a, b) => b.score - a.score || a.page - b.page).slice(0, limit);
    const { read, simplify, readAgain } = setUpSearch.reading;
    // Three looks, each only when the one before found little: every look takes more shards.
    let typed = TRADITIONAL.test(text) ? simplify(text, store) : text, hits = [];
    if (store.waits()) return null;
    for (const look of [0, 1, 2]) {
      if (look && hits.length && hits[0].coverage >= 0.8) break;
      if (look === 1) {
        const before = typed;
        typed = simplify(text, store);
        if (typed === before && !store.waits()) continue;
      }
      const readings = read(typed, typed === text, store);
      if (store.waits()) return null;
      if (look === 2) {
        const more = readAgain(typed, store);
        if (store.waits()) return null;
        add(readings.slice(0, 1), true);
        add(more, false);
      } else {
        add(readings, false);
      }
      if (store.waits()) return null;
      hits = top();
    }
    return { hits, reading: hits.length && !hits[0].reading.own ? hits[0].reading.text : "" };
  }

  /* The runs of a text that were asked for: [start, end], in order. */
  function marks(text, reading) {
    const plain = fold(text);
    let runs = [];
    const mark = (term) => {
      for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + 1)) runs.push([at, at + term.length]);
    };
    const slots = slotsOf(reading);
    for (const slot of slots) mark(nameOf(slot));
    // A guess shares only characters with what it found.
    if (!runs.length) for (const slot of slots) if (slot.pair) chars(slot.pair).forEach(mark);
    runs.sort((a, b) => a[0] - b[0]);
    const merged = [];
    for (const run of runs) {
      const last = merged[merged.length - 1];
      if (last && run[0] <= last[1]) last[1] = Math.max(last[1], run[1]); else merged.push(run);
    }
    return merged;
  }

  /* A text in parts [text, marked]; a long one is cut to the window that holds the most: a unit weighs as much as its run is long. */
  function snippet(text, reading, whole) {
    const runs = marks(text, reading);
    let start = 0, end = text.length;
    if (!whole && end > WINDOW) {
      let most = -1;
      [[0]].concat(runs).forEach((run, n) => {
        const from = Math.max(0, Math.min(run[0] - 12, text.length - WINDOW));
        let sum = 0, i = Math.max(0, n - 1);
        while (i > 0 && runs[i - 1][1] > from) i--;
        for (; i < runs.length && runs[i][0] < from + WINDOW; i++) {
          const [a, b] = runs[i];
          sum += Math.max(0, Math.min(b, from + WINDOW) - Math.max(a, from)) * Math.min(8, b - a);
        }
        if (sum > most) { most = sum; start = from; }
      });
      end = start + WINDOW;
      const low = (at) => text[at] >= "\udc00" && text[at] <= "\udfff";
      if (low(start)) start--;
      if (low(end)) end++;
    }
    const parts = start ? [["…", false]] : [];
    let at = start;
    for (const [a, b] of runs) {
      if (b <= start || a >= end) continue;
      if (a > at) parts.push([text.slice(at, a), false]);
      at = Math.min(b, end);
      parts.push([text.slice(Math.max(a, start), at), true]);
    }
    if (at < end) parts.push([text.slice(at, end), false]);
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
