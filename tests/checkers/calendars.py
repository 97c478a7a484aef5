"""calendars.py FILE.ics … : a strict reader takes each file, every event is whole, lines are folded as they must be."""

import sys
from pathlib import Path

import icalendar


def main(files):
    wrong = []
    events = 0
    for file in files:
        raw = Path(file).read_bytes()
        wrong += [f"{file}: a bare line feed" for line in raw.split(b"\r\n") if b"\n" in line]
        wrong += [f"{file}: a line of {len(line)} bytes" for line in raw.split(b"\r\n") if len(line) > 75]
        calendar = icalendar.Calendar.from_ical(raw)
        seen = set()
        for event in calendar.walk("VEVENT"):
            events += 1
            wrong += [f"{file}: an event lacks {key}" for key in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY") if not event.get(key)]
            if event["DTEND"].dt <= event["DTSTART"].dt:
                wrong.append(f"{file}: {event['SUMMARY']} ends before it begins")
            if str(event["UID"]) in seen:
                wrong.append(f"{file}: {event['UID']} twice")
            seen.add(str(event["UID"]))
        if not seen:
            wrong.append(f"{file}: no event")
    print("\n".join(wrong))
    print(f"{events} events in {len(files)} files, {len(wrong)} mistakes")
    return 1 if wrong or not files else 0


sys.exit(main(sys.argv[1:]))
