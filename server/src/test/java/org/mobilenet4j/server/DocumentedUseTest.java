package org.mobilenet4j.server;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Classification;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.server.batching.BatchFunction;
import org.mobilenet4j.server.batching.BatchOptions;
import org.mobilenet4j.server.batching.Batcher;

/** The examples of docs/serving.md: they compile, run, and stand there word for word. */
class DocumentedUseTest {
    @TempDir
    Path folder;

    @BeforeEach
    void prepare() throws IOException {
        TinyServedModels.classifier().save(folder.resolve("my-model"));
        Files.write(folder.resolve("photo.jpg"), TinyServedModels.image(60, 40));
    }

    @Test
    void theQueueAlone() throws IOException {
        ImageClassifier classifier = ImageClassifier.load(folder.resolve("my-model"));
        // docs batcher:
        try (Batcher<byte[], Classification> batcher = new Batcher<>(
                "photos",
                BatchOptions.DEFAULT.withQueueItems(64),
                BatchFunction.of(
                        images -> images.stream().map(classifier::classify).toList()))) {
            CompletableFuture<Classification> answer = batcher.submit(Files.readAllBytes(folder.resolve("photo.jpg")));
            String label = answer.join().best().label();
            assertThat(label).isIn(TinyServedModels.LABELS);
        }
        // :docs batcher
    }

    @Test
    void theWholeServer() throws Exception {
        // docs server:
        try (InferenceServer server = InferenceServer.builder()
                .model("flowers", folder.resolve("my-model"))
                .options(ServerOptions.DEFAULT.withPort(0))
                .start()) {
            server.awaitReady(Duration.ofSeconds(60));
            String url = server.url();
            assertThat(URI.create(url).toURL().openStream().readAllBytes()).isNotEmpty();
        }
        // :docs server
    }

    @Test
    void theDocsSayTheSame() throws IOException {
        String docs = stripped(Files.readAllLines(Path.of("../docs/serving.md")));
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/org/mobilenet4j/server/DocumentedUseTest.java"));
        for (String name : List.of("batcher", "server")) {
            int begin = indexOf(source, "// docs " + name + ":");
            int end = indexOf(source, "// :docs " + name);
            String example = stripped(source.subList(begin + 1, end).stream()
                    .filter(line -> !line.contains("assertThat"))
                    .map(line -> line.replaceAll("folder\\.resolve\\((\"[^\"]*\")\\)", "Path.of($1)"))
                    .toList());
            assertThat(docs).contains(example);
        }
    }

    private static int indexOf(List<String> source, String mark) {
        return source.stream().map(String::strip).toList().indexOf(mark);
    }

    /** Without spaces, which the formatter moves. */
    private static String stripped(List<String> lines) {
        return lines.stream().map(line -> line.replaceAll("\\s+", "")).collect(joining());
    }
}
