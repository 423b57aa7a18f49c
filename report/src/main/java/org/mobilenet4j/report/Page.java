package org.mobilenet4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.io.AtomicFile;

/**
 * A report as one page of HTML that holds everything it shows: made for a phone, a desk and paper alike. Parts are added
 * from top to bottom. Not thread-safe.
 */
public final class Page {
    private static final String STYLE = style();

    private final String title;
    private final List<Element> sections = new ArrayList<>();

    /** Begins a page; the subtitle says what the report is about. */
    public Page(String title, String subtitle) {
        this.title = title;
        sections.add(Element.of("header")
                .add(Element.of("h1").text(title), Element.of("p").text(subtitle)));
    }

    /** Begins a section; the explanation tells a reader who is new to it what is shown and how to read it. */
    public Page section(String heading, String explanation) {
        sections.add(Element.of("section").add(Element.of("h2").text(heading)));
        return text(explanation);
    }

    public Page text(String paragraph) {
        return add(Element.of("p").text(paragraph));
    }

    public Page keyFigures(List<KeyFigure> figures) {
        return grid("key-figures", figures.stream().map(KeyFigure::toElement).toList());
    }

    public Page bars(List<Bar> bars) {
        return grid("bars", bars.stream().map(Bar::toElement).toList());
    }

    public Page images(List<InlineImage> images) {
        return grid("images", images.stream().map(InlineImage::toElement).toList());
    }

    /** Images in which details matter, larger than {@link #images}. */
    public Page drawings(List<InlineImage> images) {
        return grid("drawings", images.stream().map(InlineImage::toElement).toList());
    }

    /** Images that belong together side by side, with what is said of the first below. */
    public Page row(List<InlineImage> images) {
        Element pictures = Element.of("div", "row");
        images.forEach(image -> pictures.add(
                Element.of("div").add(image.picture(), Element.of("small").text(image.title()))));
        return add(Element.of("figure", "rows")
                .add(pictures, Element.of("figcaption").text(images.getFirst().details())));
    }

    /** What colours mean: a sample and a name for each. */
    public Page colors(Map<String, Integer> colors) {
        Element legend = Element.of("p", "legend");
        colors.forEach((name, color) -> legend.add(Element.of("span")
                .add(Element.of("i", "swatch").with("style", String.format(Locale.ROOT, "background:#%06x", color)))
                .text(" " + name)));
        return add(legend);
    }

    /** Charts side by side where there is room. */
    public Page charts(Element... charts) {
        return grid("charts", List.of(charts));
    }

    /** A drawing over the whole width of the page. */
    public Page wide(Element drawing) {
        return grid("wide", List.of(drawing));
    }

    /** A chart with a line above it that says what it shows. */
    public static Element captioned(String caption, Element chart) {
        return Element.of("figure").add(Element.of("figcaption").text(caption), chart);
    }

    public <R> Page table(Columns<R> table, List<R> rows) {
        Element head = Element.of("tr");
        for (int column = 0; column < table.titles().size(); column++) {
            head.add(cell("th", table, column).text(table.titles().get(column)));
        }
        Element body = Element.of("tbody");
        for (R row : rows) {
            List<String> cells = table.cells(row);
            Element line = Element.of("tr");
            for (int column = 0; column < cells.size(); column++) {
                Element cell = cell("td", table, column);
                line.add(
                        table.isToTheRight(column)
                                ? cell.text(cells.get(column))
                                : cell.breakableText(cells.get(column)));
            }
            body.add(line);
        }
        return add(Element.of("div", "scroll")
                .add(Element.of("table").add(Element.of("thead").add(head), body)));
    }

    private static Element cell(String name, Columns<?> table, int column) {
        return table.isToTheRight(column) ? Element.of(name, "number") : Element.of(name);
    }

    private Page grid(String styleClass, List<Element> elements) {
        return add(Element.of("div", styleClass).add(elements.toArray(Element[]::new)));
    }

    private Page add(Element part) {
        sections.getLast().add(part);
        return this;
    }

    /** The whole page as it now stands. */
    public String html() {
        Element head = Element.of("head")
                .add(
                        Element.of("meta").with("charset", "utf-8"),
                        Element.of("meta")
                                .with("name", "viewport")
                                .with("content", "width=device-width, initial-scale=1"),
                        Element.of("link").with("rel", "icon").with("href", "data:,"),
                        Element.of("title").text(title),
                        Element.of("style").raw(STYLE));
        Element body = Element.of("body").add(Element.of("main").add(sections.toArray(Element[]::new)));
        return "<!DOCTYPE html>\n" + Element.of("html").with("lang", "en").add(head, body) + "\n";
    }

    /**
     * Writes the page, whole or not at all.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, out -> out.write(html().getBytes(StandardCharsets.UTF_8)));
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page.css"), "page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
