"""sheets.py FILE.xlsx … : LibreOffice recalculates each workbook; every cached value of ours must be the same.

Prints one line a difference and exits 1 when there is any."""

import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl


def values(path):
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def formulas(path):
    book = openpyxl.load_workbook(path)
    return [(s.title, c.coordinate) for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def same(ours, theirs):
    if ours in (None, "") and theirs in (None, ""):
        return True
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) <= 1e-9 * max(1, abs(ours), abs(theirs))
    return ours == theirs


def main(files):
    wrong = count = 0
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder]
        subprocess.run(command + files, check=True, capture_output=True, timeout=240)
        for file in files:
            ours, theirs = values(file), values(Path(folder) / Path(file).name)
            places = formulas(file)
            count += len(places)
            if not places:
                print(f"{file}: no formula at all")
                wrong += 1
            for place in places:
                if not same(ours.get(place), theirs.get(place)):
                    print(f"{file} {place[0]}!{place[1]}: ours {ours.get(place)!r}, LibreOffice {theirs.get(place)!r}")
                    wrong += 1
    print(f"{count} formulas in {len(files)} files, {wrong} differences")
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
