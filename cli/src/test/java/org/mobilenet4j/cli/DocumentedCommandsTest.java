package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;

/**
 * Runs the commands of the documentation that stand behind {@code <!-- run -->}, page by page, in a folder that has what
 * they name: {@code photos}, {@code other-photos}, {@code photo.jpg}, {@code my-model}.
 */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("<!-- run -->\\R```\\R(.*?)```", Pattern.DOTALL);
    private static final String PROGRAM = "./mobilenet ";
    private static final String[] CLASSES = {"daisy", "dandelion", "rose", "sunflower", "tulip"};

    @TempDir
    Path folder;

    @Test
    void findsCommands() throws IOException {
        assertThat(commands(ROOT.resolve("docs/photos.md"))).hasSizeGreaterThan(3);
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> run() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages) {
            if (!commands(page).isEmpty()) {
                tests.add(DynamicTest.dynamicTest(page.toString(), () -> runAll(page)));
            }
        }
        return tests.stream();
    }

    private void runAll(Path page) throws Exception {
        Path here = Files.createDirectories(folder.resolve(page.getFileName().toString()));
        FlowerDrawings.writeSet(here.resolve("photos"), 8, 1, Progress.NONE);
        FlowerDrawings.writeSet(here.resolve("other-photos"), 4, 2, Progress.NONE);
        Files.copy(ROOT.resolve("docs/images/segmentation.jpg"), here.resolve("photo.jpg"));
        TinyModel.save(here.resolve("my-model"), MobileNet.MOBILENET_V2, CLASSES);
        for (String command : commands(page)) {
            List<String> arguments = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "--add-modules",
                    "jdk.incubator.vector",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
            arguments.addAll(List.of(command.substring(PROGRAM.length()).split(" +")));
            Path printed = here.resolve("printed");
            int status = new ProcessBuilder(arguments)
                    .directory(here.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start()
                    .waitFor();
            assertThat(status).as(() -> command + "\n" + text(printed)).isZero();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<String> commands(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> line.startsWith(PROGRAM))
                .toList();
    }
}
