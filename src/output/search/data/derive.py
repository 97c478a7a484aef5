#!/usr/bin/env python3
"""Derives traditional.txt and readings.txt from the Unihan database (Debian: apt-get install unicode-data).

Run it by hand when Unicode moves on:  python3 derive.py /usr/share/unicode
The Unihan database is © Unicode, Inc., under the Unicode License v3 (https://www.unicode.org/license.txt),
which lets anyone use and pass on the data files and what is derived from them; this notice goes with both results.
"""
import bz2, collections, glob, re, sys, unicodedata

fields = collections.defaultdict(dict)
for path in sorted(glob.glob(sys.argv[1] + "/Unihan_*.txt.bz2")):
    for line in bz2.open(path, "rt", encoding="utf-8"):
        if line.startswith("U+"):
            code, field, value = line.rstrip("\n").split("\t")
            fields[chr(int(code[2:], 16))][field] = value


def rank(c):
    """Place in the table of general standard characters (1 to 8105; the first 3500 are the everyday ones)."""
    return int(re.match(r"\d+:(\d+)", fields[c]["kTGH"])[1]) if "kTGH" in fields[c] else 99999


def targets(c, field):
    found = [chr(int(m, 16)) for m in re.findall(r"U\+([0-9A-F]+)", fields[c].get(field, ""))]
    return [t for t in found if t != c]


def best(found):
    found = [t for t in found if rank(t) < 99999]
    return min(found, key=rank) if found else None


direct = {}
for c in list(fields):
    target = best(targets(c, "kSimplifiedVariant"))
    if target:
        direct[c] = target
# Second spellings of one character, such as 綫 of 線 or 裏 of 裡, go where the first goes.
spelling = {}
for c in list(fields):
    common = any(f in fields[c] for f in ("kBigFive", "kHKSCS", "kJis0", "kIICore", "kKSC0"))
    if c in direct or rank(c) < 99999 or not common:
        continue
    near = targets(c, "kSemanticVariant") + targets(c, "kZVariant")
    target = best([direct.get(t, t) for t in near])
    if target:
        spelling[c] = target
# What the database does not say, and every shop writes.
extra = "滷卤籤签妳你祇只痠酸舖铺鍊链佔占遊游昇升佈布嚐尝託托劵券菓果週周薰熏併并並并"
table = {**spelling, **direct, **dict(zip(extra[::2], extra[1::2]))}
# What everyday simplified writing also uses (著名, 乾隆) may only be replaced in a query that found nothing.
sure = sorted(c for c in table if rank(c) > 3500)
guess = sorted(c for c in table if rank(c) <= 3500)
with open("traditional.txt", "w", encoding="utf-8") as out:
    for chars in (sure, guess):
        out.write("".join(c + table[c] for c in chars if ord(c) < 0x10000) + "\n")


def plain(syllable):
    text = unicodedata.normalize("NFD", syllable.strip()).replace("u\u0308", "v").replace("e\u0302", "e")
    return "".join(c for c in text if c.isascii() and c.isalpha())


# Readings of characters that have several, the commoner first: by count in modern text, then as a dictionary of today lists them.
groups = []
for c in sorted(fields):
    if rank(c) == 99999:
        continue
    counted = re.findall(r"(\S+?)\((\d+)\)", fields[c].get("kHanyuPinlu", ""))
    weight = collections.Counter()
    for syllable, count in counted:
        weight[plain(syllable)] += int(count)
    listed = re.findall(r":(\S+)", fields[c].get("kTGHZ2013", ""))
    listed = [plain(s) for part in listed for s in part.split(",")]
    main = [plain(s) for s in fields[c].get("kMandarin", "").split()]
    order = sorted(weight, key=lambda s: (-weight[s], s))
    for s in main + listed:
        if s not in order:
            order.append(s)
    if len(order) > 1 and all(order):
        groups.append(c + " ".join(order[:3]))
with open("readings.txt", "w", encoding="utf-8") as out:
    out.write("\n".join(groups) + "\n")
