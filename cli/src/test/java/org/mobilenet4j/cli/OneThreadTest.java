package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.MobileNet;

/** {@code --threads 1} uses one core: the program starts no thread beside the one it runs on. */
@SuppressWarnings("NullAway.Init")
class OneThreadTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir
    private Path folder;

    private Path model;
    private Path photos;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog", "fox");
        photos = TinyModel.drawImages(folder.resolve("photos"), 6, "cat", "dog", "fox");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "predict --model MODEL PHOTOS",
                "evaluate --model MODEL --data PHOTOS",
                "compare MODEL MODEL --data PHOTOS",
                "embed --model MODEL --out OUT.csv PHOTOS",
                "search --model MODEL --like PHOTOS/cat/000.png PHOTOS",
                "export --precision int8 --calibration-data PHOTOS --calibration-images 9 --no-verify --model MODEL --out OUT.onnx",
                "train --data PHOTOS --weights MODEL --epochs 2 --out OUT",
                "train --data PHOTOS --from-scratch --arch mobilenet_v1 --width 0.25 --resolution 32 --epochs 1"
                        + " --batch-size 4 --out OUT"
            })
    void oneThreadStartsNoOther(String line) {
        run(line, "first"); // a first run starts what the JDK keeps for its own use
        long before = THREADS.getTotalStartedThreadCount();
        run(line, "second");
        assertThat(THREADS.getTotalStartedThreadCount() - before).isZero();
    }

    private void run(String line, String out) {
        Object[] arguments = Stream.concat(Stream.of(line.split(" ")), Stream.of("--threads", "1", "--quiet"))
                .map(word -> word.replace("MODEL", model.toString())
                        .replace("PHOTOS", photos.toString())
                        .replace("OUT", folder.resolve(out).toString()))
                .toArray();
        Run.of(arguments).succeeded();
    }
}
