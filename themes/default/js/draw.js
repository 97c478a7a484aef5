/* Checks a draw: the same sums as the program's, from the published list, on the reader's own device.

   Waits in the page: an element with data-draw, and in it a script of type application/json with
   {"list":"ticket,person,name,phone\n…","list_sha256":"…","secret":"…","secret_sha256":"…","number":"…",
    "prizes":[{"rank":"一等奖","name":"…","count":2}],"alternates":3,"tickets":[17,4,…],"words":{…}}
   SHA-256 is written out, because browsers keep theirs from pages on plain http. This file stands inside a page:
   no script may be closed in it. */

function setUpDraw() {
  var places = document.querySelectorAll("[data-draw]");
  for (var i = 0; i < places.length; i++) buildDraw(places[i]);
}

/* UTF-8 bytes of a text; a lone surrogate is U+FFFD, as everywhere. */
function drawBytes(text) {
  var bytes = [];
  for (var i = 0; i < text.length; i++) {
    var code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xe000) {
      var next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
      if (code < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
        i++;
      } else {
        code = 0xfffd;
      }
    }
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | code >> 6, 0x80 | code & 63);
    else if (code < 0x10000) bytes.push(0xe0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63);
    else bytes.push(0xf0 | code >> 18, 0x80 | code >> 12 & 63, 0x80 | code >> 6 & 63, 0x80 | code & 63);
  }
  return bytes;
}

/* The first 32 bits of the fractions of the cube roots of the first 64 primes (FIPS 180-4). */
var drawRounds = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
];

/* The eight 32-bit words of a text's SHA-256. */
function drawHash(text) {
  var bytes = drawBytes(text);
  var length = bytes.length;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  var high = Math.floor(length / 0x20000000);
  var low = length << 3;
  for (var shift = 24; shift >= 0; shift -= 8) bytes.push(high >>> shift & 255);
  for (shift = 24; shift >= 0; shift -= 8) bytes.push(low >>> shift & 255);
  var state = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  ];
  var words = [];
  for (var start = 0; start < bytes.length; start += 64) {
    for (var t = 0; t < 64; t++) {
      if (t < 16) {
        var at = start + t * 4;
        words[t] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
      } else {
        var w15 = words[t - 15], w2 = words[t - 2];
        var s0 = (w15 >>> 7 | w15 << 25) ^ (w15 >>> 18 | w15 << 14) ^ w15 >>> 3;
        var s1 = (w2 >>> 17 | w2 << 15) ^ (w2 >>> 19 | w2 << 13) ^ w2 >>> 10;
        words[t] = words[t - 16] + s0 + words[t - 7] + s1 | 0;
      }
    }
    var a = state[0], b = state[1], c = state[2], d = state[3];
    var e = state[4], f = state[5], g = state[6], h = state[7];
    for (t = 0; t < 64; t++) {
      var e1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
      var one = h + e1 + (e & f ^ ~e & g) + drawRounds[t] + words[t] | 0;
      var a1 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
      var two = a1 + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
    }
    state = [
      state[0] + a | 0, state[1] + b | 0, state[2] + c | 0, state[3] + d | 0,
      state[4] + e | 0, state[5] + f | 0, state[6] + g | 0, state[7] + h | 0
    ];
  }
  return state;
}

function drawSha256(text) {
  return drawHash(text).map(function (word) { return ("0000000" + (word >>> 0).toString(16)).slice(-8); }).join("");
}

/* Draws `places` different people; `people[i]` is the person of ticket i. Gives indices of tickets and their counters. */
function drawTickets(seed, people, places) {
  var tickets = people.length, fair = 281474976710656 - 281474976710656 % tickets;
  var all = {}, count = 0, drawn = {}, picks = [];
  people.forEach(function (person) { if (!all[person]) { all[person] = true; count++; } });
  for (var counter = 0; tickets && picks.length < Math.min(places, count); counter++) {
    var words = drawHash(seed + "|" + counter);
    /* The first six bytes: below 2^48, so exact in a double. */
    var number = (words[0] >>> 0) * 65536 + (words[1] >>> 16);
    if (number >= fair) continue;
    var ticket = number % tickets;
    if (drawn[people[ticket]]) continue;
    drawn[people[ticket]] = true;
    picks.push({ ticket: ticket, counter: counter });
  }
  return picks;
}

/* The published list as it was hashed: lines end with a line feed, the last one too. */
function drawListText(text) {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n").replace(/\s+$/, "") + "\n";
}

/* Everything about a draw, from what was published. */
function recomputeDraw(data) {
  var text = drawListText(data.list);
  var rows = text.split("\n").slice(1).filter(function (line) { return line; }).map(function (line) { return line.split(","); });
  var listHash = drawSha256(text);
  var seed = drawSha256(listHash + "|" + data.secret + "|" + data.number);
  var places = data.prizes.reduce(function (sum, prize) { return sum + prize.count; }, data.alternates);
  var people = rows.map(function (row) { return row[1]; });
  var picks = drawTickets(seed, people, places);
  return {
    listHash: listHash,
    secretHash: drawSha256(data.secret),
    seed: seed,
    rows: rows,
    picks: picks,
    tickets: picks.map(function (pick) { return Number(rows[pick.ticket][0]); })
  };
}

function buildDraw(place) {
  var data = JSON.parse(place.querySelector("script[type='application/json']").textContent);
  var words = data.words;
  var form = place.querySelector("[data-draw-form]");
  var list = place.querySelector("[name='list']");
  var secret = place.querySelector("[name='secret']");
  var number = place.querySelector("[name='number']");
  var result = place.querySelector("[data-draw-result]");
  if (!form || !list || !secret || !number || !result) return;
  list.value = data.list;
  secret.value = data.secret;
  number.value = data.number;
  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var given = { list: list.value, secret: secret.value.trim(), number: number.value.trim(), prizes: data.prizes, alternates: data.alternates };
    showDraw(result, data, recomputeDraw(given), words);
  });
}

function showDraw(result, data, found, words) {
  result.textContent = "";
  var same = found.tickets.length === data.tickets.length && found.tickets.every(function (ticket, i) { return ticket === data.tickets[i]; });
  [
    [found.listHash === data.list_sha256, words.list, found.listHash],
    [found.secretHash === data.secret_sha256, words.secret, found.secretHash],
    [same, words.winners, found.seed]
  ].forEach(function (check) {
    var line = document.createElement("p");
    line.className = check[0] ? "draw-right" : "draw-wrong";
    line.textContent = (check[0] ? "✓ " : "✗ ") + check[1] + (check[0] ? words.right : words.wrong) + " ";
    var hash = document.createElement("code");
    hash.textContent = check[2];
    line.appendChild(hash);
    result.appendChild(line);
  });
  var table = document.createElement("table");
  var rank = 0, left = data.prizes.length ? data.prizes[0].count : 0;
  found.picks.forEach(function (pick) {
    while (left === 0 && rank < data.prizes.length) { rank++; left = rank < data.prizes.length ? data.prizes[rank].count : -1; }
    left--;
    var row = table.insertRow();
    var ticket = found.rows[pick.ticket];
    [rank < data.prizes.length ? data.prizes[rank].rank : words.alternate, ticket[0], ticket[2], ticket[3], String(pick.counter)]
      .forEach(function (text) { row.insertCell().textContent = text; });
  });
  result.appendChild(table);
}

if (typeof document !== "undefined") setUpDraw();
