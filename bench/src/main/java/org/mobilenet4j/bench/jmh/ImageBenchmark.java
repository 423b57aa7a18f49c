package org.mobilenet4j.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The way of a photo from its file's bytes to the network's input at 224. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class ImageBenchmark {
    /** Seen from the project's folder. */
    @Param("core/src/test/resources/imagenet40/n02692877_airship.JPEG")
    private String file;

    private final ImageDecoder decoder = new ImageDecoder();
    private final Preprocessing preprocessing = Preprocessing.imagenet(224);
    private final float[] input = new float[preprocessing.inputShape().elements()];
    private byte[] encoded;
    private RgbImage image;

    @Setup
    public void read() throws IOException {
        encoded = Files.readAllBytes(Path.of(file));
        image = decoder.decode(encoded, file);
    }

    @Benchmark
    public RgbImage decode() {
        return decoder.decode(encoded, file);
    }

    @Benchmark
    public float[] resizeAndNormalize() {
        preprocessing.toTensor(image, input, 0);
        return input;
    }
}
