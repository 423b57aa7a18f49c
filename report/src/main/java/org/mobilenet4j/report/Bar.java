package org.mobilenet4j.report;

/**
 * A share as a bar beside its name.
 *
 * @param share 0 to 1; NaN where there is none
 * @param figure what stands behind the bar
 */
public record Bar(String name, double share, String figure) {
    Element toElement() {
        double drawn = Double.isNaN(share) ? 0 : Math.clamp(share, 0, 1);
        Element filled = Element.of("span", "filled").with("style", "width:" + Element.number(100 * drawn) + "%");
        return Element.of("div", "bar")
                .add(
                        Element.of("span", "name").text(name),
                        Element.of("span", "track").add(filled),
                        Element.of("span", "figure").text(figure));
    }
}
