package org.mobilenet4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.report.EventFileReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs of {@code train} in a process of their own that are ended from outside, and go on. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals and named pipes")
class EndedTrainingTest {
    private static final int EPOCHS = 15;
    private static final int STEPS_PER_EPOCH = 5;

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path photos;
    private static Path whole;
    private Path ended;

    @BeforeAll
    static void trainWithoutAnEnd() throws IOException {
        photos = TinyModel.drawImages(shared.resolve("photos"), 15, "daisy", "rose", "tulip");
        whole = shared.resolve("whole");
        Run.of((Object[]) command(whole)).succeeded();
    }

    @BeforeEach
    void chooseAPlace() {
        ended = folder.resolve("ended");
    }

    @Test
    void aRunThatIsKilledAgainAndAgainComesToTheSameBits() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int kill = 0; kill < 3; kill++) {
            Process process = start(command(ended, "--resume"));
            awaitEpoch(process, 1);
            Thread.sleep(random.nextInt(60));
            process.destroyForcibly().waitFor();
            assertThat(ended.resolve("checkpoint.safetensors"))
                    .as("seed %d", seed)
                    .exists();
        }

        Run last = Run.of((Object[]) command(ended, "--resume")).succeeded();

        assertThat(last.err()).contains("resuming after epoch ");
        assertSameModel("seed " + seed);
        List<JsonNode> metrics = metrics(ended);
        assertThat(metrics).hasSize(EPOCHS);
        for (int i = 0; i < EPOCHS; i++) {
            assertThat(metrics.get(i).get("epoch").asInt()).isEqualTo(i + 1);
            assertThat(metrics.get(i).get("loss"))
                    .isEqualTo(metrics(whole).get(i).get("loss"));
        }
        assertThat(EventFileReader.read(ended.resolve("tensorboard/validation")).stream()
                        .filter(point -> point.curve().equals("loss"))
                        .map(EventFileReader.Point::step))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, EPOCHS)
                        .mapToObj(epoch -> (long) epoch * STEPS_PER_EPOCH)
                        .toList());
    }

    @Test
    void aKillWhileACheckpointIsWrittenLeavesTheOneBefore() throws Exception {
        Process process = start(command(ended));
        awaitEpoch(process, 1);
        // Where the checkpoint is written before it takes the name of the last one, a pipe holds the writer up.
        Path unfinished = ended.resolve(
                "checkpoint.safetensors." + process.pid() + "-" + mainThread().threadId() + ".tmp");
        while (run("mkfifo", unfinished.toString()) != 0) {
            assertThat(process.isAlive()).isTrue();
        }
        try (InputStream half = Files.newInputStream(unfinished)) {
            assertThat(half.readNBytes(10_000)).hasSize(10_000);
            process.destroyForcibly().waitFor();
        }
        assertThat(unfinished).exists();

        assertThat(Run.of((Object[]) command(ended, "--resume")).succeeded().err())
                .contains("resuming after epoch ");

        assertSameModel("killed while writing");
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aRunThatIsAskedToEndSaysHowToGoOn() throws Exception {
        Process process = start(command(ended));
        BufferedReader err = awaitEpoch(process, 2);
        process.toHandle().destroy(); // Process.destroy closes the streams

        String rest = String.join("\n", err.readAllLines());
        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(rest)
                .containsPattern("stopped after epoch \\d+: the same command with --resume continues from "
                        + ended.resolve("checkpoint.safetensors"));
        Run other = Run.of((Object[]) command(ended, "--resume", "--augment", "flip,padded-crop=2"));
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("is of a run of ", "padding=4", ", expected ", "padding=2");
        Run.of((Object[]) command(ended, "--resume")).succeeded();
        assertSameModel("ended by SIGTERM");
    }

    @Test
    void aFullDiskEndsARunInOneLineAndLeavesTheCheckpointBefore() throws Exception {
        long checkpoint = 4 * Files.size(whole.resolve("model.safetensors")); // weights, best, average, momentum
        Files.createDirectories(ended);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + checkpoint * 3 / 2, "none", ended.toString()) == 0,
                "skipped: a small disk of memory may not be mounted here");
        try {
            Run full = Run.of((Object[]) command(ended));
            assertThat(full.status()).isEqualTo(1);
            assertThat(full.err())
                    .contains("stopped after epoch 1: the same command with --resume continues from ")
                    .endsWith("mobilenet train: " + ended.resolve("checkpoint.safetensors") + ": cannot be written:"
                            + " No space left on device; free some space or choose another folder"
                            + System.lineSeparator());
            assertThat((double) Files.size(ended.resolve("checkpoint.safetensors")))
                    .isCloseTo((double) checkpoint, within(0.2 * checkpoint));

            assertThat(run("mount", "-o", "remount,size=" + 8 * checkpoint, ended.toString()))
                    .isZero();
            assertThat(Run.of((Object[]) command(ended, "--resume")).succeeded().err())
                    .contains("resuming after epoch 1 of " + EPOCHS);
            assertSameModel("a full disk");
        } finally {
            run("umount", ended.toString());
        }
    }

    private void assertSameModel(String how) throws IOException {
        for (String file : List.of("model.safetensors", "last.safetensors")) {
            assertThat(Files.mismatch(ended.resolve(file), whole.resolve(file)))
                    .as("%s, %s", file, how)
                    .isEqualTo(-1);
        }
        assertThat(ended.resolve("checkpoint.safetensors")).doesNotExist();
    }

    private static List<JsonNode> metrics(Path model) throws IOException {
        return Files.readAllLines(model.resolve("metrics.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private static String[] command(Path out, String... more) {
        return Stream.concat(
                        Stream.of("train", "--data", photos.toString(), "--from-scratch", "--recipe", "cifar10"),
                        Stream.concat(
                                Stream.of("--width", "0.1", "--epochs", Integer.toString(EPOCHS), "--batch-size", "8"),
                                Stream.concat(Stream.of("--out", out.toString()), Stream.of(more))))
                .toArray(String[]::new);
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + KernelSelection.PROPERTY + "=" + System.getProperty(KernelSelection.PROPERTY, "auto"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits for the line of an epoch that this process has run. */
    private static BufferedReader awaitEpoch(Process process, int count) throws IOException {
        BufferedReader err = process.errorReader(UTF_8);
        int seen = 0;
        List<String> lines = new ArrayList<>();
        while (seen < count) {
            String line = err.readLine();
            assertThat(line).as("the line of an epoch behind %s", lines).isNotNull();
            lines.add(line);
            seen += line.startsWith("epoch ") ? 1 : 0;
        }
        return err;
    }

    /** Of the same number in every process of this JDK. */
    private static Thread mainThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("main"))
                .findFirst()
                .orElseThrow();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
