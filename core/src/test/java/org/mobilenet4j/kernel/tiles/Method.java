package org.mobilenet4j.kernel.tiles;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A static method of a generated class. Of the parameters that its kind of kernel knows it takes those that its body
 * mentions and does not declare.
 *
 * @param doc one sentence; empty for what an interface describes
 * @param head modifiers, type and name
 * @param parameters types and names
 * @param body statements, without indentation
 */
record Method(String doc, String head, List<String> parameters, String body) {
    static Method of(String doc, String head, String parameters, String body) {
        List<String> mentioned = List.of(parameters.split(", ")).stream()
                .distinct()
                .filter(parameter -> mentions(body, name(parameter)) && !body.contains(parameter + " ="))
                .toList();
        return new Method(doc, head, mentioned, body);
    }

    static boolean mentions(String text, String name) {
        return Pattern.compile("(?<![.\\w])" + name + "\\b").matcher(text).find();
    }

    String name() {
        return name(head);
    }

    Method named(String name) {
        return new Method(doc, head.substring(0, head.length() - name().length()) + name, parameters, body);
    }

    /** The same method with input in shorts. */
    Method ofShorts() {
        List<String> shorts = parameters.stream()
                .map(parameter -> parameter.equals("float[] in") ? "short[] in" : parameter)
                .toList();
        return new Method(doc, head, shorts, body);
    }

    /** The declaration, whose braces {@link GeneratedClass} indents. */
    String text() {
        return (doc.isEmpty() ? "@Override" : "/** " + doc + " */") + "\n" + head + "(" + String.join(", ", parameters)
                + ") {\n" + body + "}\n";
    }

    /** A call: each parameter gets the variable of its name, unless {@code arguments} has something else for it. */
    String call(Map<String, String> arguments) {
        return parameters.stream()
                .map(Method::name)
                .map(name -> arguments.getOrDefault(name, name))
                .collect(Collectors.joining(", ", name() + "(", ");\n"));
    }

    String call() {
        return call(Map.of());
    }

    private static String name(String declaration) {
        return declaration.substring(declaration.lastIndexOf(' ') + 1);
    }
}
