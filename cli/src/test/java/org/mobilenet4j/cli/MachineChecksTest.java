package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.cli.Check.State;
import org.mobilenet4j.kernel.KernelSelection;

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
    void namesTheFlagThatIsMissing() {
        assertThat(MachineChecks.vectorModule(ModuleLayer.empty()).remedy())
                .contains("--add-modules jdk.incubator.vector");
        assertThat(MachineChecks.vectorModule(ModuleLayer.boot()).state()).isEqualTo(State.OK);
    }

    @Test
    void saysWhichKernelsRunAndWhy() {
        assertThat(MachineChecks.kernels(KernelSelection::chosen).detail())
                .isEqualTo(KernelSelection.chosen().reason());

        Check refused = MachineChecks.kernels(() -> {
            throw new IllegalStateException("mobilenet.kernels=512 is more than this machine has");
        });
        assertThat(refused.state()).isEqualTo(State.FAIL);
        assertThat(refused.remedy()).startsWith("Leave out -Dmobilenet.kernels");
    }

    @Test
    void warnsOfASmallHeap() {
        assertThat(MachineChecks.heap(512L << 20).state()).isEqualTo(State.WARN);
        assertThat(MachineChecks.heap(4L << 30)).isEqualTo(Check.ok("heap", "4,096 MB at most"));
    }

    @Test
    void findsEveryFormatOfPicturesInTheProgram() {
        assertThat(MachineChecks.pictures(ImageIO.getReaderFileSuffixes()).state())
                .isEqualTo(State.OK);
        assertThat(MachineChecks.pictures("jpg", "png", "bmp", "gif").state()).isEqualTo(State.WARN);
        assertThat(MachineChecks.pictures("jpg").state()).isEqualTo(State.FAIL);
    }

    @Test
    void looksWhetherTheCacheCouldBeMade(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(MachineChecks.cache(folder.resolve("a/b")).state()).isEqualTo(State.OK);
        assertThat(MachineChecks.cache(file.resolve("b")).state()).isEqualTo(State.WARN);
    }
}
