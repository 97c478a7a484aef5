"""codes.py FILE.pdf … : prints, for each page with a QR code, the file's name and what a reader makes of it at 150 and 300 dpi.

A code that only one resolution gives is a mistake. Exits 1 then, or when a file has no code at all."""

import sys

import numpy
import pymupdf
import zxingcpp


def read(page, dpi):
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csRGB)
    image = numpy.frombuffer(pixels.samples, dtype=numpy.uint8).reshape(pixels.h, pixels.w, 3)
    return sorted(code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode))


def main(files):
    wrong = 0
    for file in files:
        found = 0
        for page in pymupdf.open(file):
            coarse, fine = read(page, 150), read(page, 300)
            found += len(fine)
            for text in fine:
                print(f"{file}\t{text}")
            if coarse != fine:
                print(f"{file} page {page.number + 1}: 150 dpi {coarse}, 300 dpi {fine}", file=sys.stderr)
                wrong += 1
        if not found:
            print(f"{file}: no code", file=sys.stderr)
            wrong += 1
    return 1 if wrong or not files else 0


sys.exit(main(sys.argv[1:]))
