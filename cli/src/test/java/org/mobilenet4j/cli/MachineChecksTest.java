package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.cli.Check.State;
import org.mobilenet4j.image.JpegSelection;
import org.mobilenet4j.io.InvalidInputException;
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
    void saysWhichKernelsRun() {
        assertThat(MachineChecks.kernels(KernelSelection::chosen).state()).isEqualTo(State.OK);
    }

    @Test
    void namesTheFlagThatIsMissing() {
        KernelSelection slow = new KernelSelection(
                new ScalarKernels(),
                "scalar kernels",
                Optional.of("start Java with --add-modules jdk.incubator.vector"));

        assertThat(MachineChecks.kernels(() -> slow).remedy()).startsWith("start Java with --add-modules");
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
    void findsEveryFormatOfPicturesInTheProgram() {
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
