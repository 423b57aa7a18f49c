package org.mobilenet4j.naming;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/**
 * What PyTorch's own networks have: names and shapes from the lists that {@code layouts/make_layouts.py} wrote.
 *
 * @param list the list's name: the network's, and the arguments it was made with, {@code mobilenet_v2+width_mult=0.35}
 */
public record PublishedLayout(String list) {
    private static final List<String> NORM = List.of("weight", "bias", "running_mean", "running_var");

    /** All lists. */
    public static List<PublishedLayout> all() throws IOException {
        try (var files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .map(name -> new PublishedLayout(name.substring(0, name.length() - ".txt".length())))
                    .toList();
        }
    }

    private static Path folder() {
        URL resource = Objects.requireNonNull(PublishedLayout.class.getResource("/layouts"));
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The variant that the list's name begins with. */
    public MobileNet variant() {
        return MobileNet.named(list.split("\\+", -1)[0]).orElseThrow();
    }

    /** Our network of the same arguments. */
    public Network network() {
        String[] parts = list.split("\\+", -1);
        return variant().build(known -> {
            Options options = known;
            for (String argument : Arrays.asList(parts).subList(1, parts.length)) {
                String value = argument.substring(argument.indexOf('=') + 1);
                options = switch (argument.substring(0, argument.indexOf('='))) {
                    case "width_mult" -> options.withWidth(Double.parseDouble(value));
                    case "num_classes" -> options.withClasses(Integer.parseInt(value));
                    case "in_chans" -> options.withInputChannels(Integer.parseInt(value));
                    default -> throw new IllegalArgumentException(argument);
                };
            }
            return options;
        });
    }

    /** Names and shapes in the order of PyTorch's state dict. */
    public Map<String, Shape> shapes() throws IOException {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder().resolve(list + ".txt"))) {
            String[] words = line.split(" ", -1);
            for (int i = 1; i < words.length; i += 2) {
                Shape shape = shape(words[i + 1]);
                if (words[i].equals("norm")) {
                    NORM.forEach(kind -> shapes.put(words[0] + "." + kind, shape));
                    shapes.put(words[0] + ".num_batches_tracked", Shape.of());
                } else {
                    shapes.put(words[0] + "." + words[i], shape);
                }
            }
        }
        return shapes;
    }

    private static Shape shape(String extents) {
        return Shape.of(Arrays.stream(extents.split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray());
    }

    /** A checkpoint with these names and shapes, all zeros. */
    public StateDict zeros() throws IOException {
        StateDict.Builder builder = StateDict.builder();
        shapes().forEach((name, shape) -> builder.put(name, Tensor.zeros(shape)));
        return builder.build();
    }

    @Override
    public String toString() {
        return list;
    }
}
