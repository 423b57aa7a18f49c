package org.mobilenet4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The columns of an aligned table: what stands above each, and how a row fills it.
 *
 * @param <R> what a row shows
 */
public final class Columns<R> {
    private static final String GAP = "  ";

    private final List<Column<R>> columns = new ArrayList<>();

    private record Column<R>(String title, boolean isToTheRight, Function<R, String> cell) {}

    /** Adds a column of text, aligned to the left; spaces before it indent it. */
    public Columns<R> text(String title, Function<R, String> cell) {
        columns.add(new Column<>(title, false, cell));
        return this;
    }

    /** Adds a column of numbers, aligned to the right, written as {@code format} says, such as {@code %,d}. */
    public Columns<R> number(String title, String format, Function<R, ? extends Number> cell) {
        columns.add(new Column<>(title, true, row -> String.format(Locale.ROOT, format, cell.apply(row))));
        return this;
    }

    /** Adds a column of figures that a row may lack, aligned to the right. */
    public Columns<R> figure(String title, Function<R, String> cell) {
        columns.add(new Column<>(title, true, cell));
        return this;
    }

    /** What stands above the columns. */
    public List<String> titles() {
        return columns.stream().map(Column::title).toList();
    }

    /** What a row has in each column. */
    public List<String> cells(R row) {
        return columns.stream()
                .map(column -> indentedLine(column.cell().apply(row)))
                .toList();
    }

    /** Whether a column, counted from 0, is aligned to the right. */
    public boolean isToTheRight(int column) {
        return columns.get(column).isToTheRight();
    }

    /** The table's lines: the titles, then one for each row. */
    public List<String> lines(List<R> rows) {
        List<List<String>> cells = Stream.concat(
                        Stream.of(titles()), rows.stream().map(this::cells))
                .toList();
        int[] widths = IntStream.range(0, columns.size())
                .map(i ->
                        cells.stream().mapToInt(row -> length(row.get(i))).max().orElse(0))
                .toArray();
        return cells.stream().map(row -> line(row, widths)).toList();
    }

    private static String indentedLine(String cell) {
        int indent = 0;
        while (indent < cell.length() && cell.charAt(indent) == ' ') {
            indent++;
        }
        return " ".repeat(indent) + Wording.oneLine(cell);
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - length(row.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).isToTheRight() ? padding + row.get(i) : row.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
