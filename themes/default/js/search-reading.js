/* How a query is read: as pairs and words, as pinyin and initials, and, when little was found, as what may have been meant.
   Needs search-core.js before it; the same rules stand in src/output/search/read/. */
setUpSearch.reading = (function () {
  const { HAN, IS_HAN, VALUE, chars, ranked, nameOf, massOfAll } = setUpSearch.core;
  const RUNS = new RegExp("(?:" + HAN + ")+|[0-9a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u1fff\\u3041-\\u30ff\\uac00-\\ud7a3]+", "g");
  const LATIN = /^[a-z]{2,40}$/;
  // Words of a spoken question count little; the words before the group only look like them.
  const SPOKEN = /目的|的确|了解|为了|(为什么|是什么|什么是|有什么|什么|怎么样|怎么办|怎么|怎样|如何|有哪些|哪些|哪里|哪个|多少|是不是|是否|能不能|可不可以|可以|请问|应该|一下|的|了|吗|呢)/g;

  // Characters that hold a sentence together. In a long one, pairs with them are left out: every pair more is a shard more.
  const QUIET = "的一是在不了有和与及或也都就还又再才却但而且并把被给对从到向于以因为所由这那哪个些你我您他她它们咱没很太更最会能要想应该让叫使得地之其此着过吧啊呀嘛么呢吗";
  const MOST_PAIRS = 14, LONGEST_RESPELLED = 8;

  /* A reading: a factor, slots to look up, the words to show, whether it is as typed, and slots of which a page must have one. */
  const reading = (f, slots, text, own, must) => ({ f, slots, text, own, must });
  const meant = (text, f) => reading(f, hanSlots(text), text, false);

  function runsOf(text) {
    const out = [];
    let end = -1;
    text.replace(RUNS, (t, at) => {
      const glued = at === end;
      if (glued) out[out.length - 1].mixed = true;
      out.push({ t, han: IS_HAN.test(t), glued, mixed: glued });
      end = at + t.length;
    });
    return out;
  }

  function hanSlots(run) {
    const list = chars(run);
    if (list.length === 1) return [{ one: run, mass: 1 }];
    const said = chars(run.replace(SPOKEN, (all, spoken) => (spoken ? "?".repeat(chars(all).length) : all)));
    const weak = (i) => i < 0 || i >= list.length || said[i] === "?";
    const alone = list.filter((c, i) => !weak(i) && weak(i - 1) && weak(i + 1)).map((one) => ({ one, mass: 1 }));
    const long = list.slice(1).filter((b, i) => !weak(i) && !weak(i + 1)).length > MOST_PAIRS;
    const quiet = (i) => weak(i) || long && QUIET.includes(list[i]);
    let strong = 0;
    return alone.concat(list.slice(1).map((b, i) => ({
      pair: list[i] + b,
      mass: quiet(i) || quiet(i + 1) ? 0.15 : 1,
      // What it may be when one of the two is wrong, missing or moved.
      near: [i > 0 && list[i - 1] + b, i + 2 < list.length && list[i] + list[i + 2]].filter(Boolean),
    })).filter((slot) => slot.mass < 1 || ++strong <= MOST_PAIRS));
  }

  /* On how many pages each pair of a run stands. */
  const pagesOf = (list, store) => list.slice(1).map((b, i) => store.places(list[i] + b).pages);
  /* A pair that is missing between two that are there is where two words meet: it says nothing. */
  const meets = (missing, i) => missing[i] && i > 0 && i + 1 < missing.length && !missing[i - 1] && !missing[i + 1];

  /* The slots of a run as typed. Words of a question are not looked up: they count as missing here. */
  function typedSlots(run, store) {
    const slots = hanSlots(run);
    const missing = slots.filter((slot) => slot.pair).map((slot) => slot.mass < 1 || !store.places(slot.pair).pages);
    const alone = slots.length - missing.length;
    return slots.filter((slot, i) => i < alone || slot.mass < 1 || !meets(missing, i - alone));
  }

  /* One way for each run, the likeliest combinations first. */
  function compose(runs, ways, most) {
    let done = [reading(1, [], "", true)];
    runs.forEach((run, i) => {
      const gap = i && !run.glued ? " " : "";
      const next = [];
      for (const a of done) for (const b of ways[i]) next.push(reading(a.f * b.f, a.slots.concat(b.slots), a.text + gap + b.text, a.own && b.own));
      done = ranked(next, (r) => r.f).slice(0, most);
    });
    return done;
  }

  function waysOf(run, store) {
    const typed = (slots, f) => reading(f, slots, run.t, true);
    if (run.han) return [typed(typedSlots(run.t, store), 1)];
    const known = store.range(run.t, 2);
    const exact = known.some((word) => word[0] === run.t);
    const heard = LATIN.test(run.t) ? listen(run.t, !run.mixed, store) : [];
    const out = known.length || !heard.length ? [typed([{ word: run.t, mass: 1 }], 1)] : [];
    const parts = run.t.match(/[0-9]+|[^0-9]+/g);
    if (parts.length > 1 && !exact) out.push(typed(parts.map((word) => ({ word, mass: 1 })), 0.95));
    return out.concat(heard.map((text) => meant(text, exact ? 0.5 : known.length ? 0.8 : 1)));
  }

  /* `own`: the text is as typed. */
  function read(text, own, store) {
    const runs = runsOf(text);
    const joined = runs.map((run) => run.t).join("");
    // Syllables typed apart, `hong shao rou`, are heard as one.
    const apart = runs.length > 1 && LATIN.test(joined);
    if (apart) for (const run of runs) run.mixed = true;
    let out = compose(runs, runs.map((run) => waysOf(run, store)), 8);
    if (!apart && runs.some((run) => run.mixed && LATIN.test(run.t) && !store.places(run.t).pages)) out = out.concat(mixed(runs, store));
    if (apart) out = out.concat(listenFully(joined, true, store).map((heard) => meant(heard, 0.95)));
    out = out.concat(otherwise(text, out[0], store)).slice(0, 12);
    return own ? out : out.map((r) => reading(r.f, r.slots, r.text, false, r.must));
  }

  /* The same said with other words. */
  function otherwise(text, typed, store) {
    const out = [];
    for (const [from, to, both] of store.synonyms(text)) {
      const has = ranked(from.filter((word) => standsIn(text, word)), (word) => word.length)[0];
      for (const word of has ? to : []) {
        if (text.includes(word)) continue;
        const other = runsOf(text.replace(has, () => word));
        const said = compose(other, other.map((run) => waysOf(run, store).slice(0, 1)), 1)[0];
        // A rarer word is not worth more for that, and what has neither word was found as typed.
        const f = (to.includes(has) ? both : 0.8) * Math.min(1, massOfAll(typed, store) / massOfAll(said, store));
        const must = [].concat(...runsOf(word).map((run) => run.han ? hanSlots(run.t).map(nameOf) : [run.t]));
        out.push(reading(f, said.slots, said.text, false, must));
      }
    }
    return out;
  }

  /* A word of letters must stand alone: `cps` is not in `tcpsocket`. */
  const standsIn = (text, word) => text.includes(word) && (IS_HAN.test(word) || /[^0-9a-z]/.test(word) || runsOf(text).some((run) => run.t === word));

  /* The strongest of [text, weight], each text once. */
  function weighed(found, most) {
    const best = new Map();
    for (const [text, w] of found) if (!(best.get(text) >= w)) best.set(text, w);
    return Array.from(best).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most);
  }
  const strongest = (found, most) => weighed(found, most).map((one) => one[0]);

  /* What letters may mean: whole syllables, the last perhaps unfinished, then initials. Beside Han characters only whole ones. */
  function listen(word, alone, store) {
    const out = listenFully(word, alone, store);
    if (alone && word.length <= 8 && /^[^iuv]+$/.test(word)) {
      const found = initials(word, store).map(([text, w]) => {
        const list = chars(text);
        return [list.slice(0, word.length).join(""), w + (list.length === word.length ? 8 : 0)];
      });
      for (const text of strongest(found, 4)) if (!out.includes(text)) out.push(text);
    }
    return out.slice(0, 6);
  }

  function initials(letters, store) {
    const out = [];
    for (const word of store.range("!" + letters, 2)) word[1].replace(/([^-\w]+)([-\w])/g, (all, text, loud) => out.push([text, VALUE[loud]]));
    return out;
  }

  function listenFully(word, alone, store) {
    let found = [];
    for (const cut of cuts(word, store.meta().syllables)) {
      const n = cut.length;
      if (!alone && (n < 2 || cut[n - 1].open)) continue;
      if (n > 1) {
        const chains = chain(cut, (i) => sounding(cut[i], cut[i + 1], i === n - 2, store));
        found = found.concat(chains.map(([text, w]) => [text, Math.floor(w / (n - 1))]));
      } else if (!found.length) {
        for (const key of store.range("~" + blur(cut[0].s[0])[0], 1)) eachPair(key[1], (a, b, bits, w) => found.push([a + b, w]));
      }
    }
    return strongest(found, 4);
  }

  const eachPair = (data, each) => data.replace(/([^-\w]+)([-\w])([-\w])/g, (all, pair, bits, w) => {
    const [a, b] = chars(pair);
    each(a, b, VALUE[bits], VALUE[w]);
  });

  /* `din` is no syllable, but some write it for `ding`, and `zong` for `zhong`. */
  const isSyllable = (s, syllables) => syllables.has(s) || syllables.has(s + "g") || syllables.has(s.replace(/^[zcs](?!h)/, "$&h"))
    || /[aei]ng$/.test(s) && syllables.has(s.slice(0, -1));

  /* Ways to cut letters into syllables: finished ones before unfinished ones, few before many. */
  function cuts(word, syllables) {
    const found = [], dead = {};
    const from = (at, done) => {
      if (found.length >= 16 || dead[at]) return;
      const before = found.length, rest = word.slice(at);
      if (!rest) found.push(done);
      for (let n = Math.min(6, rest.length); n > 0; n--) {
        const s = rest.slice(0, n);
        if (isSyllable(s, syllables)) from(at + n, done.concat({ s: [s], open: false }));
        else if (n === rest.length && done.length && Array.from(syllables).some((full) => full.startsWith(s))) found.push(done.concat({ s: [s], open: true }));
      }
      dead[at] = found.length === before;
    };
    from(0, []);
    return ranked(found, (cut) => -cut.length - (cut[cut.length - 1].open ? 100 : 0)).slice(0, 3);
  }

  /* A syllable without what many do not tell apart, and two bits for what it had. */
  function blur(s) {
    let bits = 0;
    if (/^[zcs]h/.test(s)) { s = s[0] + s.slice(2); bits = 1; } else if (s[0] === "n") { s = "l" + s.slice(1); bits = 1; }
    if (/[aei]ng$/.test(s)) { s = s.slice(0, -1); bits |= 2; }
    return [s, bits];
  }

  /* Pairs [a, b, weight] that sound like two elements {c: character as typed, s: syllables}; what differs costs. */
  function sounding(one, two, last, store) {
    const out = [];
    for (const s of one.s) for (const z of two.s) {
      const [first, high] = blur(s), [second, low] = blur(z);
      const key = "~" + first + second;
      for (const [word, data] of last ? store.range(key, 1) : [[key, store.data(key)]]) {
        const more = word.length > key.length && !two.open ? 8 : 0;
        eachPair(data, (a, b, bits, w) => {
          const wrong = (bits ^ (high << 2 | low)) & (two.open ? 13 : 15);
          const missed = (wrong & 1) + (wrong >> 1 & 1) + (wrong >> 2 & 1) + (wrong >> 3);
          out.push([a, b, w - 6 * missed - more - (one.c && one.c !== a ? 5 : 0) - (two.c && two.c !== b ? 5 : 0)]);
        });
      }
    }
    return out;
  }

  /* Chains of pairs that overlap in one character: [text, weight], the eight best at every step. */
  function chain(elements, pairsAt) {
    const states = [[["", 0]]];
    elements.forEach((element, k) => {
      const pairs = k > 0 ? pairsAt(k - 1) : [];
      const found = [];
      for (const [text, w] of states[k]) {
        const end = chars(text).pop();
        for (const [a, b, more] of pairs) if (a === end) found.push([text + b, w + more]);
        if (element.c) found.push([text + element.c, w - 4]);
      }
      for (const [text, w] of k > 0 ? states[k - 1] : []) for (const [a, b, more] of pairs) found.push([text + a + b, w + more - (k > 1 ? 6 : 0)]);
      states.push(weighed(found, 8));
    });
    return states[elements.length];
  }

  const simplify = (text, store) => chars(text).map((c) => store.simplified()[c] || c).join("");

  /* What may have been meant: same sounds, mixed letters and characters, slips of the finger. */
  function readAgain(text, store) {
    const runs = runsOf(text);
    const ways = runs.map((run) => {
      const found = run.han ? respell(run.t, store) : slips(run.t, store);
      return found.length ? found.concat(waysOf(run, store).slice(0, 1)) : waysOf(run, store).slice(0, 2);
    });
    return compose(runs, ways, 6).filter((r) => !r.own).concat(mixed(runs, store));
  }

  const slips = (word, store) => {
    const near = word.length < 4 ? [] : store.range(word.slice(0, 2), 3).filter((known) => isSlip(word, known[0]));
    return ranked(near, (known) => known[1].length).slice(0, 3).map((known) => reading(0.85, [{ word: known[0], mass: 1 }], known[0], false));
  };

  /* One letter wrong, missing, too many, or two swapped. */
  function isSlip(a, b) {
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    const x = a.slice(i), y = b.slice(i);
    return a !== b && (x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1)
      || x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
  }

  /* Characters that sound the same, where a pair is nowhere or hardly anywhere. */
  function respell(run, store) {
    const list = chars(run);
    if (list.length > LONGEST_RESPELLED) return [];
    const known = pagesOf(list, store);
    // On a large site even nonsense stands somewhere.
    const few = known.map((pages) => pages < 4 || pages * 100 < store.meta().pages);
    const rare = few.map((yes, i) => yes && !meets(few, i));
    if (!rare.includes(true)) return [];
    const elements = list.map((c) => ({ c, s: (store.readings()[c] || []).slice(0, 2) }));
    const found = chain(elements, (i) => {
      const own = known[i] ? [[list[i], list[i + 1], 4 + 4 * (31 - Math.clz32(known[i]))]] : [];
      return rare.slice(Math.max(0, i - 1), i + 2).includes(true) ? own.concat(sounding(elements[i], elements[i + 1], false, store)) : own;
    });
    // One character in three may be wrong; what has more of them was meant as it was typed.
    const near = found.filter((one) => chars(one[0]).filter((c, i) => c !== list[i]).length <= Math.max(1, Math.floor(list.length / 3)));
    const best = strongest(near, 3), typed = best.indexOf(run);
    return best.slice(0, typed < 0 ? 2 : Math.min(typed, 2)).map((text) => meant(text, 0.85));
  }

  /* Characters, syllables and initials in one: `hongsrou`, `红shao肉`. */
  function mixed(runs, store) {
    if (runs.every((run) => run.han) || runs.some((run, i) => i && !run.glued || !run.han && !/^[a-z]{1,40}$/.test(run.t))) return [];
    const sounds = store.readings(), syllables = store.meta().syllables;
    let all = [[]];
    for (const run of runs) {
      const parts = run.han ? [chars(run.t).map((c) => ({ c, s: sounds[c] || [] }))] : typedSounds(run.t, syllables);
      all = [].concat(...all.map((cut) => parts.map((part) => cut.concat(part)))).slice(0, 4);
    }
    const fits = (e, c) => e.c ? e.c === c : (sounds[c] || []).some((s) => (e.open || e.s[0].length === 1 ? s.startsWith(e.s[0]) : blur(s)[0] === blur(e.s[0])[0]));
    let found = [];
    for (const elements of all) {
      if (elements.length < 2 || elements.length > 8 || elements.some((e) => !e.s.length)) continue;
      for (const [text, w] of initials(elements.map((e) => e.s[0][0]).join(""), store)) {
        const list = chars(text).slice(0, elements.length);
        if (elements.every((e, i) => fits(e, list[i]))) found.push([list.join(""), w]);
      }
      if (!elements.some((e) => e.open)) found = found.concat(chain(elements, (i) => sounding(elements[i], elements[i + 1], false, store)));
    }
    return strongest(found, 3).map((text) => meant(text, 0.9));
  }

  /* Letters as syllables and single initials, few before many. */
  function typedSounds(word, syllables) {
    const best = [[[]]];
    for (let end = 1; end <= word.length; end++) {
      let found = [];
      for (let n = Math.min(6, end); n > 0; n--) {
        const s = word.slice(end - n, end), whole = isSyllable(s, syllables);
        if (whole || /^([zcs]h|[b-hj-np-tw-z])$/.test(s)) found = found.concat(best[end - n].map((cut) => cut.concat({ s: [s], open: !whole })));
      }
      best.push(ranked(found, (cut) => -cut.length).slice(0, 4));
    }
    return best[word.length];
  }

  return { read, simplify, readAgain };
})();
