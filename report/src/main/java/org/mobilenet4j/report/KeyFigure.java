package org.mobilenet4j.report;

/**
 * A number that a reader should see first.
 *
 * @param note what it means, in few words
 */
public record KeyFigure(String name, String value, String note) {
    Element toElement() {
        return Element.of("div", "key-figure")
                .add(
                        Element.of("span", "name").text(name),
                        Element.of("span", "value").text(value),
                        Element.of("span", "note").text(note));
    }
}
