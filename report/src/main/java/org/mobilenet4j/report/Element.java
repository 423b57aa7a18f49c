package org.mobilenet4j.report;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An element of HTML or SVG, built from the outside in. Text and attributes are escaped as they go in, so names of classes
 * and files may hold whatever they like. Not thread-safe.
 */
public final class Element {
    private static final Set<String> WITHOUT_CONTENT = Set.of("br", "img", "link", "meta");

    /** Behind a dot, a slash or a line in a name, but not in a number. */
    private static final Pattern JOINT = Pattern.compile("(?<=[./-])(?=[^\\s\\d])|(?<=_)(?=.)");

    private final String name;
    private final StringBuilder attributes = new StringBuilder();
    private final StringBuilder content = new StringBuilder();

    private Element(String name) {
        this.name = name;
    }

    public static Element of(String name) {
        return new Element(name);
    }

    /** An element of a style sheet's class. */
    static Element of(String name, String styleClass) {
        return of(name).with("class", styleClass);
    }

    public Element with(String attribute, String value) {
        attributes
                .append(' ')
                .append(attribute)
                .append("=\"")
                .append(escaped(value))
                .append('"');
        return this;
    }

    /** A length or position, in hundredths at most. */
    public Element with(String attribute, double value) {
        return with(attribute, number(value));
    }

    public Element text(String text) {
        content.append(escaped(text));
        return this;
    }

    /** Text that may be broken within its words, where a name of a file or layer has its joints. */
    Element breakableText(String text) {
        String[] pieces = JOINT.split(text, -1);
        for (int i = 0; i < pieces.length; i++) {
            raw(i == 0 ? "" : "<wbr>").text(pieces[i]);
        }
        return this;
    }

    public Element add(Element... children) {
        for (Element child : children) {
            child.appendTo(content);
        }
        return this;
    }

    /** What is not text, as a style sheet. */
    Element raw(String markup) {
        content.append(markup);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder markup = new StringBuilder();
        appendTo(markup);
        return markup.toString();
    }

    private void appendTo(StringBuilder out) {
        out.append('<').append(name).append(attributes).append('>');
        if (!WITHOUT_CONTENT.contains(name)) {
            out.append(content).append("</").append(name).append('>');
        }
    }

    static String number(double value) {
        String fixed = String.format(Locale.ROOT, "%.2f", value);
        return fixed.replaceFirst("\\.?0+$", "");
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\t' -> escaped.append(' ');
                default -> escaped.append(Character.isISOControl(c) ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }
}
