/* A CSV file as a workbook, by libxlsxwriter in constant memory, the fastest library that was found: the peer of
 * `taizhang export x.xlsx`. With a third argument every cell has a border, as every cell of ours has.
 *
 *     cc -O2 workbook.c -o workbook -lxlsxwriter && ./workbook SHEET.csv BOOK.xlsx [borders]
 *
 * It knows no quotes: the generated sheets have none. Columns 5, 7 and 9 are amounts. */
#include <stdlib.h>
#include <string.h>

#include "xlsxwriter.h"

int main(int count, char **arguments) {
    static char line[1 << 20];
    FILE *sheet = fopen(arguments[1], "r");
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(arguments[2], &options);
    lxw_worksheet *cells = workbook_add_worksheet(book, "metrics");
    lxw_format *format = NULL;
    if (count > 3) {
        format = workbook_add_format(book);
        format_set_border(format, LXW_BORDER_THIN);
    }
    for (lxw_row_t row = 0; fgets(line, sizeof line, sheet); row++) {
        line[strcspn(line, "\n")] = 0;
        char *cell = line;
        for (lxw_col_t column = 0; cell; column++) {
            char *end = strchr(cell, ',');
            if (end) *end = 0;
            if (!*cell) {
                if (format) worksheet_write_blank(cells, row, column, format);
            } else if (row && (column == 5 || column == 7 || column == 9)) {
                worksheet_write_number(cells, row, column, atof(cell), format);
            } else {
                worksheet_write_string(cells, row, column, cell, format);
            }
            cell = end ? end + 1 : NULL;
        }
    }
    return workbook_close(book);
}
