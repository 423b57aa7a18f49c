package org.mobilenet4j.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options in a file: one JSON object whose members are the verb's options without their dashes. {@code model} is an object
 * of names and paths. What the command line says goes before.
 */
public final class ServeConfig {
    private ServeConfig() {}

    /**
     * Takes a file's options in as if they stood on the command line, before those that do.
     *
     * @param verb that was parsed once already
     * @throws InvalidInputException if the file has something that is no option
     */
    public static void addTo(CommandLine verb, Path file) throws IOException {
        ParseResult parsed = verb.getParseResult();
        Set<String> given =
                parsed.matchedOptions().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
        List<String> arguments = new ArrayList<>(arguments(file, verb.getCommandSpec(), given));
        List<String> all = parsed.originalArgs();
        arguments.addAll(all.subList(all.indexOf(verb.getCommandName()) + 1, all.size()));
        verb.parseArgs(arguments.toArray(String[]::new));
    }

    /** The options of a file as arguments, without those that were given. */
    private static List<String> arguments(Path file, CommandSpec spec, Set<String> given) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("--config: " + file + ": there is no such file");
        }
        List<String> arguments = new ArrayList<>();
        Map<String, @Nullable Object> members =
                Json.readObject(Files.readAllBytes(file), file.toString()).members();
        members.forEach((name, value) -> {
            OptionSpec option = spec.findOption("--" + name);
            if (option == null || name.equals("config")) {
                throw new InvalidInputException(file + ": '" + name + "' is no option of serve, expected one of "
                        + String.join(", ", names(spec)));
            }
            if (value == null) {
                throw new InvalidInputException(file + ": '" + name + "' is null, expected a value; leave it out");
            }
            if (!given.contains(option.longestName())) {
                add(arguments, "--" + name, option, value, file);
            }
        });
        return arguments;
    }

    private static void add(List<String> arguments, String option, OptionSpec spec, Object value, Path file) {
        boolean isFlag = spec.arity().max() == 0;
        switch (value) {
            case Boolean flag -> {
                if (!isFlag) {
                    throw new InvalidInputException(file + ": " + option + " is " + flag + ", expected a value");
                }
                if (flag) {
                    arguments.add(option);
                }
            }
            case Map<?, ?> named -> named.forEach((name, path) -> arguments.addAll(List.of(option, name + "=" + path)));
            case List<?> list -> list.forEach(each -> arguments.addAll(List.of(option, String.valueOf(each))));
            case String text -> arguments.addAll(List.of(option, text));
            case Number number -> arguments.addAll(List.of(option, number.toString()));
            default -> throw new InvalidInputException(file + ": " + option + " is " + value + ", expected a value");
        }
    }

    private static Set<String> names(CommandSpec spec) {
        Set<String> names = new TreeSet<>();
        spec.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> names.add(option.longestName().replaceFirst("^--", "")));
        names.removeAll(Set.of("config", "help", "version", "json", "quiet", "debug"));
        return names;
    }
}
