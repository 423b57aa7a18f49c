package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.model.ModelRepository;
import org.mobilenet4j.server.model.ModelSource;

/** The models that {@code --model [NAME=]PATH} names. */
final class ServedModels {
    private ServedModels() {}

    /** @param options that each of them is opened with */
    static Map<String, ModelSource> of(List<String> arguments, OpenOptions options, Console console)
            throws IOException {
        Map<String, ModelSource> sources = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            boolean isNamed = equals > 0 && !Files.exists(Path.of(argument));
            String path = isNamed ? argument.substring(equals + 1) : argument;
            String name = isNamed ? argument.substring(0, equals) : ModelSource.name(Path.of(path));
            ModelRepository.requireName(name);
            if (sources.put(name, source(path, options, console)) != null) {
                throw new InvalidInputException(
                        "--model: there are two of the name '" + name + "'; give one another: --model NAME=PATH");
            }
        }
        return sources;
    }

    /** What is no path is a name, as of the model that the program has in it: that is read at once, or refused. */
    private static ModelSource source(String path, OpenOptions options, Console console) throws IOException {
        return Files.exists(Path.of(path))
                ? ModelSource.at(Path.of(path), options)
                : ModelSource.of(StartingModel.load("--model", path, options, null, console));
    }
}
