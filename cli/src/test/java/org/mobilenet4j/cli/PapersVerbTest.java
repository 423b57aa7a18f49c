package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PapersVerbTest {
    @TempDir
    Path folder;

    @Test
    void trainingNeedsImagesAndImagesAreForTraining() {
        Run.of("papers", "--train", "--out", folder)
                .refused("mobilenet papers: --train needs --data, such as CIFAR-10 as a folder or zip");
        Run.of("papers", "--data", folder, "--out", folder)
                .refused("mobilenet papers: --data goes with --train; leave it out, or train");
        Run.of("papers", "--train", "--data", folder.resolve("none"), "--out", folder)
                .refused("mobilenet papers: --data: there is no file or folder ");
    }

    /** Measures 44 networks: minutes. */
    @Test
    @Tag("slow")
    void writesThePage() {
        Run run = Run.of("papers", "--quiet", "--out", folder).succeeded();

        assertThat(run.out()).contains("ReLU destroys what few channels hold", "held");
        assertThat(folder.resolve("papers.html")).content().contains("The MobileNet papers, computed");
    }
}
