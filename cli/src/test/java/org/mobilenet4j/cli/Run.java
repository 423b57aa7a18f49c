package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mobilenet4j.cli.console.Console;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run of the program in this process, and what it printed. */
record Run(int status, String out, String err) {
    /** Runs it with an empty environment, but for a cache of downloads that holds nothing. */
    static Run of(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of("MOBILENET_CACHE", Path.of("target", "empty-cache").toString()));
        int status = Main.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new), console);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The program did what was asked. */
    Run succeeded() {
        assertThat(status).as(err).isZero();
        return this;
    }

    /** The user's mistake was told in one line, and nothing else was printed. */
    void refused(String message) {
        assertThat(out).isEmpty();
        assertThat(err).startsWith(message).hasLineCount(1);
        assertThat(status).isEqualTo(2);
    }

    /** The user's mistake was told, after some notes, in a last line that contains a text. */
    void refusedWith(String message) {
        assertThat(err.strip().lines().toList().getLast()).contains(message);
        assertThat(status).isEqualTo(2);
    }

    /** Standard output as JSON: every line is one object, and there is nothing else. */
    List<JsonNode> json() {
        List<JsonNode> objects = out.lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(objects).isNotEmpty().allMatch(JsonNode::isObject);
        return objects;
    }
}
