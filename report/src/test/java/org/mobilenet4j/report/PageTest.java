package org.mobilenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final String HOSTILE = "</title><script>alert('é')</script> \"&\u0007";
    private static final String ESCAPED = "&lt;/title&gt;&lt;script&gt;alert('é')&lt;/script&gt; &quot;&amp;\uFFFD";

    @TempDir
    Path folder;

    private record Row(String name, int count) {}

    private static Page pageOfEverything(String label) {
        double[] x = {1, 2, 3, 4};
        double[] y = {0.5, Double.NaN, 0.25, 0.125};
        return new Page(label, label)
                .keyFigures(List.of(new KeyFigure(label, label, label)))
                .section(label, label)
                .charts(
                        Page.captioned(
                                label,
                                new LineChart(label, label)
                                        .counting()
                                        .markedLine(label, x, y)
                                        .line(label, x, x)
                                        .toElement()),
                        new LineChart(label, label)
                                .shares()
                                .reference(label, new double[] {0, 1}, new double[] {0, 1})
                                .toElement(),
                        new Histogram(label, 0, 1, new double[] {0, 3, 1}, true).toElement(label),
                        new Histogram(label, 0, 0.5, new double[] {0, 0}, false).toSparkline(),
                        new CountMatrix(List.of(label, "b"), new int[][] {{3, 1}, {0, 0}}).toElement())
                .bars(List.of(new Bar(label, 1.5, label), new Bar(label, Double.NaN, label)))
                .table(
                        new Columns<Row>().text(label, Row::name).number("n", "%,d", Row::count),
                        List.of(new Row(label, 4711)))
                .colors(Map.of(label, 0xFF8000))
                .drawings(List.of(new InlineImage(new byte[] {1, 2, 3}, label, label)))
                .row(List.of(new InlineImage(new byte[] {1, 2, 3}, label, label)))
                .images(List.of(new InlineImage(new byte[] {1, 2, 3}, label, label)));
    }

    @Test
    void escapesWhatItIsGiven() {
        String html = pageOfEverything(HOSTILE).html();

        assertThat(html).doesNotContain("<script").doesNotContain("\u0007").contains("<title>" + ESCAPED + "</title>");
    }

    @Test
    void needsNothingBesideIt() {
        String html = pageOfEverything("rose").html();

        assertThat(html)
                .doesNotContain("http")
                .doesNotContain("NaN")
                .doesNotContain("@import")
                .contains("data:image/jpeg;base64,AQID");
    }

    @Test
    void everyClassHasItsRule() {
        String[] parts = pageOfEverything("rose").html().split("</style>", 2);

        Set<String> styled = matches("\\.([a-z][a-z-]*\\d*)", parts[0]);
        Set<String> used = matches("class=\"([^\"]+)\"", parts[1]).stream()
                .flatMap(names -> Stream.of(names.split(" ", -1)))
                .collect(Collectors.toSet());

        used.remove("on-light"); // the text's own colour
        assertThat(used).contains("image", "images").isSubsetOf(styled);
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void opensInABrowserWithoutErrors() throws IOException, InterruptedException {
        Path file = folder.resolve("page.html");
        pageOfEverything(HOSTILE).write(file);

        Chromium opened = Chromium.open(file, folder);

        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom()).contains("<td class=\"number\">4,711</td>").doesNotContain("<script");
    }

    @Test
    void replacesAPageWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("page.html"), "old");

        new Page("new", "").write(file);

        assertThat(file).content().startsWith("<!DOCTYPE html>").contains("<h1>new</h1>");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aLineBreaksWhereThereIsNoValue() {
        String chart = new LineChart("epoch", "loss")
                .line("a", new double[] {1, 2, 3, 4, 5}, new double[] {1, 2, Double.NaN, 4, 5})
                .toElement()
                .toString();

        String path = chart.substring(chart.indexOf(" d=\"") + 4);
        assertThat(path.substring(0, path.indexOf('"'))).matches("M[^ML]+ [^ML]+L[^ML]+M[^ML]+L[^ML]+");
    }

    @Test
    void marksAxesAtRoundNumbers() {
        Axis axis = Axis.around("loss", 0.013, 0.47, false);
        assertThat(axis.marks()).hasSize(6);
        assertThat(axis.low()).isZero();
        assertThat(axis.high()).isEqualTo(0.5);
        assertThat(axis.label(axis.marks()[3])).isEqualTo("0.3");
        assertThat(Axis.counting("epoch", 1, 3).marks()).containsExactly(1, 2, 3);
        assertThat(Axis.between("share", 0, 1, true).label(0.2)).isEqualTo("20 %");
        assertThat(Axis.around("constant", 3, 3, false).share(3)).isBetween(0.0, 1.0);
    }

    @Test
    void writesNumbersTheSameInEveryCountry() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(new Bar("a", 0.125, "x").toElement().toString()).contains("width:12.5%");
        } finally {
            Locale.setDefault(before);
        }
    }
}
