package org.mobilenet4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the examples that no compiler of the build sees: the script for JBang and the cells of the notebook. */
class ScriptsTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @Test
    void runsTheScript(@TempDir Path folder) throws Exception {
        DrawnShapes.write(folder, 1, 1);
        Path image = folder.resolve("disc/000.png");
        Path printed = folder.resolve("printed");

        int status = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        CLASS_PATH,
                        "jbang/classify.java",
                        "cifar10",
                        image.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start()
                .waitFor();

        assertThat(status).as(() -> text(printed)).isZero();
        assertThat(text(printed)).contains(image + ": ");
    }

    /** Every cell prints what the notebook shows below it. */
    @Test
    void printsWhatTheNotebookShows() throws Exception {
        JsonNode notebook = JsonMapper.shared().readTree(Files.readString(Path.of("notebook/mobilenet4j.ipynb")));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (JShell shell = JShell.builder()
                .out(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .remoteVMOptions("--add-modules=jdk.incubator.vector", "-Djava.awt.headless=true")
                .build()) {
            shell.addToClasspath(CLASS_PATH);
            for (JsonNode cell : notebook.get("cells")) {
                String source = joined(cell.get("source"));
                if (!cell.get("cell_type").asString().equals("code") || source.startsWith("%")) {
                    continue;
                }
                printed.reset();
                evaluate(shell, source);
                StringBuilder shown = new StringBuilder();
                cell.get("outputs").forEach(output -> shown.append(joined(output.get("text"))));
                assertThat(printed.toString(StandardCharsets.UTF_8)).as(source).isEqualTo(shown.toString());
            }
        }
    }

    private static void evaluate(JShell shell, String source) {
        String rest = source;
        while (!rest.isBlank()) {
            SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            List<SnippetEvent> events = shell.eval(next.source());
            for (SnippetEvent event : events) {
                assertThat(event.status())
                        .as(() -> next.source()
                                + shell.diagnostics(event.snippet())
                                        .map(diagnostic -> diagnostic.getMessage(null))
                                        .toList())
                        .isEqualTo(Snippet.Status.VALID);
                assertThat(event.exception()).as(next.source()).isNull();
            }
            rest = next.remaining();
        }
    }

    private static String joined(JsonNode lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.asString()));
        return text.toString();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
