package org.mobilenet4j.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
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

/** One image of 224 x 224 through a whole network on one thread, from normalised floats to logits. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class NetworkBenchmark {
    @Param({"MOBILENET_V1", "MOBILENET_V2", "MOBILENET_V3_LARGE", "MOBILENET_V3_SMALL"})
    private MobileNet network;

    private CompiledNetwork model;
    private float[] image;

    @Setup
    public void compile() {
        Parameters parameters = Initialization.torchvision(network.build(), 1);
        model = Compiler.compile(parameters, MobileNet.RESOLUTION, MobileNet.RESOLUTION);
        image = new float[model.inputLength()];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % 17 * 0.1f - 0.8f;
        }
    }

    @Benchmark
    public float[] logits() {
        return model.logits(image);
    }
}
