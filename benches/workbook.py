"""A CSV file as a workbook, by a library of Python: the peers of `taizhang export x.xlsx`.

    workbook.py LIBRARY SHEET.csv BOOK.xlsx

LIBRARY is openpyxl (its write-only mode), xlsxwriter (its constant memory) or pyexcelerate. Amounts are written as numbers,
all else as text, without styles, drop-downs or notes: less than taizhang writes.
"""

import csv
import sys

AMOUNTS = {"baseline", "target", "actual"}


def rows(path):
    with open(path, encoding="utf-8", newline="") as sheet:
        reader = csv.reader(sheet)
        header = next(reader)
        yield header
        amounts = [place for place, name in enumerate(header) if name in AMOUNTS]
        for row in reader:
            cells = [cell or None for cell in row]
            for place in amounts:
                if row[place]:
                    cells[place] = float(row[place])
            yield cells


def with_openpyxl(rows, path):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("metrics")
    for row in rows:
        sheet.append(row)
    book.save(path)


def with_xlsxwriter(rows, path):
    from xlsxwriter import Workbook

    book = Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("metrics")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(number, column, cell)
            elif cell is not None:
                sheet.write_string(number, column, cell)
    book.close()


def with_pyexcelerate(rows, path):
    from pyexcelerate import Workbook

    book = Workbook()
    book.new_sheet("metrics", data=list(rows))
    book.save(path)


if __name__ == "__main__":
    library, sheet, book = sys.argv[1:]
    globals()[f"with_{library}"](rows(sheet), book)
