"""khal_reads.py FILE.ics … : khal imports the calendars without a complaint, and twice without doubling an event."""

import subprocess
import sys
import tempfile
from pathlib import Path

import icalendar

KHAL = str(Path(sys.executable).with_name("khal"))

CONFIG = """[calendars]
[[c]]
path = {folder}/c
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
[sqlite]
path = {folder}/khal.db
"""


def main(files):
    wrong = []
    # One event stands in the calendar of its campaign, of its role and of its store.
    events = {}
    for file in files:
        for event in icalendar.Calendar.from_ical(Path(file).read_bytes()).walk("VEVENT"):
            events[str(event["UID"])] = event
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "c").mkdir()
        config = Path(folder) / "config"
        config.write_text(CONFIG.format(folder=folder))

        def khal(*args):
            done = subprocess.run([KHAL, "-c", str(config), *args], capture_output=True, text=True)
            said = (done.stdout if args[0] == "import" else "") + done.stderr
            if done.returncode or said.strip():
                wrong.append(f"khal {args[0]}: {done.returncode} {said.strip()[:2000]}")
            return done.stdout

        for _ in range(2):
            khal("import", "--batch", "-a", "c", *map(str, files))
        kept = len(list((Path(folder) / "c").glob("*.ics")))
        if kept != len(events):
            wrong.append(f"{len(events)} events, khal keeps {kept}")
        days = sorted(event["DTSTART"].dt.strftime("%Y-%m-%d") for event in events.values())
        listed = " ".join(khal("list", "-a", "c", "--once", "--format", "{title}", days[0], "800d").split())
        for event in events.values():
            title = " ".join(str(event["SUMMARY"]).split())
            if title not in listed:
                wrong.append(f"{title} ({event['DTSTART'].dt}) is not listed")
    print("\n".join(wrong))
    print(f"{len(events)} events in {len(files)} files, {len(wrong)} mistakes")
    return 1 if wrong or not files else 0


sys.exit(main(sys.argv[1:]))
