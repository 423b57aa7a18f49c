package org.mobilenet4j.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A block of a network as a picture (SVG), from top to bottom: every value a slab as wide as its channels, every layer an arrow
 * between two, shortcuts as lines beside them.
 */
public final class BlockDiagram {
    private static final int WIDTH = 680;
    private static final int CENTRE = 230;
    private static final double WIDEST = 320;
    private static final double NARROWEST = 24;
    private static final int SLAB = 26;
    private static final int STEP = 84;
    private static final int MARGIN = 24;
    private static final String INK = "#25303b";
    private static final String FILL = "#cfe3f7";
    private static final String SHORTCUT = "#c2571a";

    private BlockDiagram() {}

    /**
     * Draws a block.
     *
     * @param block the start of its layers' locations, such as {@code stages.2.0}
     * @throws InvalidInputException if the network has no such block
     */
    public static String svg(Network network, int height, int width, String block) {
        List<Node> nodes = network.nodes().stream()
                .filter(node -> node.location().module().equals(block))
                .toList();
        if (nodes.isEmpty()) {
            throw new InvalidInputException("the block is '" + block + "', expected one of "
                    + network.nodes().stream()
                            .map(node -> node.location().module())
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
        Shapes shapes = Shapes.of(network, height, width);
        Map<Location, Summary.Row> rows = Summary.of(network, height, width).rows().stream()
                .filter(Summary.Row::isLeaf)
                .collect(Collectors.toMap(row -> Objects.requireNonNull(row.location()), row -> row));
        int widest = nodes.stream()
                .mapToInt(node -> shapes.of(node.location()).channels())
                .max()
                .orElseThrow();

        Location start = nodes.getFirst().input();
        Map<Location, Integer> tops = new LinkedHashMap<>(Map.of(start, MARGIN));
        int tall = MARGIN + nodes.size() * STEP + SLAB + MARGIN;
        Element svg = Element.of("svg")
                .with("xmlns", "http://www.w3.org/2000/svg")
                .with("viewBox", "0 0 " + WIDTH + " " + tall)
                .with("font-family", "system-ui, sans-serif")
                .with("font-size", 14)
                .add(Element.of("title").text(block))
                .add(rectangle(0, 0, WIDTH, tall, "#ffffff"))
                .add(slab(shapeOf(shapes, start), MARGIN, widest));
        int top = MARGIN;
        for (Node node : nodes) {
            int from = top;
            top += STEP;
            tops.put(node.location(), top);
            Summary.Row row = Objects.requireNonNull(rows.get(node.location()));
            MapShape shape = shapes.of(node.location());
            for (Location input : node.inputs()) {
                Integer other = tops.get(input);
                if (other != null && other != from) {
                    svg.add(shortcut(
                            left(shapeOf(shapes, input), widest),
                            other + SLAB / 2,
                            left(shape, widest),
                            top + SLAB / 2));
                }
            }
            svg.add(arrow(from + SLAB, top))
                    .add(label(row, from + SLAB + (STEP - SLAB) / 2.0))
                    .add(slab(shape, top, widest));
        }
        return svg + "\n";
    }

    private static MapShape shapeOf(Shapes shapes, Location value) {
        return value.equals(Location.INPUT) ? shapes.input() : shapes.of(value);
    }

    private static Element slab(MapShape shape, int top, int widest) {
        double left = left(shape, widest);
        return Element.of("g")
                .add(rectangle(left, top, 2 * (CENTRE - left), SLAB, FILL)
                        .with("stroke", INK)
                        .with("rx", 4))
                .add(text(CENTRE + WIDEST / 2 + 20, top + SLAB / 2.0 + 5, shape.toString()));
    }

    private static Element label(Summary.Row row, double middle) {
        String cost =
                row.multiplyAdds() == 0 ? "" : String.format(Locale.ROOT, " (%,d multiply-adds)", row.multiplyAdds());
        return text(CENTRE + 12, middle + 5, row.description() + cost).with("fill", INK);
    }

    private static Element arrow(int from, int to) {
        return path("M %d %d V %d m -4 -7 l 4 7 l 4 -7".formatted(CENTRE, from, to), INK);
    }

    /** From the left end of one slab, around the others, to that of another. */
    private static Element shortcut(double fromLeft, int from, double toLeft, int to) {
        String line = String.format(
                Locale.ROOT,
                "M %.2f %d H %.2f V %d H %.2f m -7 -4 l 7 4 l -7 4",
                fromLeft,
                from,
                CENTRE - WIDEST / 2 - 34,
                to,
                toLeft - 1);
        return path(line, SHORTCUT);
    }

    /** Where a value's slab begins. */
    private static double left(MapShape shape, int widest) {
        return CENTRE - Math.max(NARROWEST, WIDEST * Math.min(1, (double) shape.channels() / widest)) / 2;
    }

    private static Element path(String line, String colour) {
        return Element.of("path")
                .with("d", line)
                .with("fill", "none")
                .with("stroke", colour)
                .with("stroke-width", 1.6);
    }

    private static Element rectangle(double left, double top, double width, double height, String fill) {
        return Element.of("rect")
                .with("x", left)
                .with("y", top)
                .with("width", width)
                .with("height", height)
                .with("fill", fill);
    }

    private static Element text(double left, double baseline, String text) {
        return Element.of("text").with("x", left).with("y", baseline).text(text);
    }
}
