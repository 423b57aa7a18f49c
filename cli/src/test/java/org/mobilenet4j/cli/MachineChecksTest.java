package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.cli.Check.State;
import org.mobilenet4j.image.JpegSelection;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.Gate;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.scalar.ScalarKernels;

class MachineChecksTest {
    @Test
    void wantsARecentJava() {
        assertThat(MachineChecks.java(Runtime.Version.parse("25.0.3+9"), "Adoptium")
                        .state())
                .isEqualTo(State.OK);
        assertThat(MachineChecks.java(Runtime.Version.parse("21.0.1"), "Adoptium")
                        .state())
                .isEqualTo(State.FAIL);
    }

    @Test
    void warnsOfAJavaWhoseCollectorIsUnsound() {
        Check old = MachineChecks.java(Runtime.Version.parse("25.0.2+10"), "Adoptium");

        assertThat(old.state()).isEqualTo(State.WARN);
        assertThat(old.remedy()).startsWith("Update to 25.0.3 or later").contains("JDK-8377811");
        assertThat(MachineChecks.java(Runtime.Version.parse("26"), "Adoptium").state())
                .isEqualTo(State.OK);
    }

    @Test
    void warnsOfCompactObjectHeadersOnJdk25() {
        Runtime.Version jdk25 = Runtime.Version.parse("25.0.3+9");

        assertThat(MachineChecks.objectHeaders(jdk25, true).state()).isEqualTo(State.WARN);
        assertThat(MachineChecks.objectHeaders(jdk25, true).remedy()).contains("JDK-8380060");
        assertThat(MachineChecks.objectHeaders(jdk25, false).state()).isEqualTo(State.OK);
        assertThat(MachineChecks.objectHeaders(Runtime.Version.parse("27"), true)
                        .state())
                .isEqualTo(State.OK);
    }

    @Test
    void showsEachGateOfTheVectorKernels() {
        List<Check> checks = MachineChecks.gates(List.of(
                new Gate("C2", () -> false, "this JVM compiles with C1 alone", "start Java without -client"),
                new Gate("vector width", () -> true, "vectors are narrow", "buy another machine")));

        assertThat(checks)
                .containsExactly(
                        Check.warn("gate: C2", "this JVM compiles with C1 alone", "Start Java without -client."),
                        Check.ok("gate: vector width", "passed"));
    }

    @Test
    void saysWhichKernelsRun() {
        assertThat(MachineChecks.kernels(KernelSelection::chosen).state()).isEqualTo(State.OK);
    }

    @Test
    void namesTheFlagThatIsMissing() {
        KernelSelection slow = new KernelSelection(
                new ScalarKernels(),
                "scalar kernels",
                Optional.of("start Java with --add-modules jdk.incubator.vector"));

        assertThat(MachineChecks.kernels(() -> slow).remedy()).startsWith("Start Java with --add-modules");
        assertThat(MachineChecks.kernels(() -> {
                            throw new InvalidInputException("mobilenet.kernels=512 is more than this machine has");
                        })
                        .state())
                .isEqualTo(State.FAIL);
    }

    @Test
    void saysWhichDecoderReadsJpegFiles() {
        JpegSelection chosen = JpegSelection.chosen();
        Check check = MachineChecks.jpegs(JpegSelection::chosen);

        assertThat(check.detail()).isEqualTo(chosen.reason());
        assertThat(check.state()).isEqualTo(chosen.remedy().isEmpty() ? State.OK : State.WARN);
        assertThat(MachineChecks.jpegs(() -> {
                            throw new InvalidInputException("mobilenet.jpeg=turbo: this system has no libjpeg-turbo");
                        })
                        .state())
                .isEqualTo(State.FAIL);
    }

    @Test
    void warnsOfASmallHeap() {
        assertThat(MachineChecks.heap(512L << 20).state()).isEqualTo(State.WARN);
        assertThat(MachineChecks.heap(4L << 30)).isEqualTo(Check.ok("heap", "4,096 MB at most"));
    }

    @Test
    void findsEveryFormatOfImagesInTheProgram() {
        assertThat(MachineChecks.imageFormats(ImageIO.getReaderFileSuffixes()).state())
                .isEqualTo(State.OK);
        assertThat(MachineChecks.imageFormats("jpg", "png", "bmp", "gif").state())
                .isEqualTo(State.WARN);
        assertThat(MachineChecks.imageFormats("jpg").state()).isEqualTo(State.FAIL);
    }

    @Test
    void looksWhetherTheCacheCouldBeMade(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(MachineChecks.cache(folder.resolve("a/b")).state()).isEqualTo(State.OK);
        assertThat(MachineChecks.cache(file.resolve("b")).state()).isEqualTo(State.WARN);
    }
}
