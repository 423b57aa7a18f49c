package org.mobilenet4j.kernel.tiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An interface of kernels, each method of which is a static method of the same name in one of our classes.
 *
 * @param name of the interface
 * @param values the methods that only return something, and what
 * @param classes each a class and the methods that it has, with spaces between
 * @param tiled the methods that take the field {@code tiling} before everything else
 */
record Door(String name, Map<String, String> values, List<String> classes, Set<String> tiled) {
    private static final Pattern METHOD = Pattern.compile("([\\w.<>]+) (\\w+)\\(([^()]*)\\);");

    /** The methods, in the order of the interface. */
    List<Method> methods(Path module) {
        String source;
        try {
            source = Files.readString(module.resolve("src/main/java/org/mobilenet4j/kernel/" + name + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return METHOD.matcher(source.replaceAll("(?s)/\\*.*?\\*/", ""))
                .results()
                .map(method ->
                        method(method.group(1), method.group(2), method.group(3).strip()))
                .toList();
    }

    private Method method(String type, String name, String declared) {
        List<String> parameters = declared.isEmpty() ? List.of() : List.of(declared.split(",\\s*"));
        String call = values.containsKey(name)
                ? values.get(name) + ";\n"
                : new Method("", classOf(name) + "." + name, tiled.contains(name) ? with(parameters) : parameters, "")
                        .call();
        return new Method("", "public " + type + " " + name, parameters, (type.equals("void") ? "" : "return ") + call);
    }

    private static List<String> with(List<String> parameters) {
        return Stream.concat(Stream.of("Tiling tiling"), parameters.stream()).toList();
    }

    private String classOf(String method) {
        return classes.stream()
                .filter(methods -> (methods + " ").contains(" " + method + " "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no class of ours has " + method + " of " + name))
                .replaceFirst(" .*", "");
    }
}
