package org.mobilenet4j.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.latency.LatencyTable;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/**
 * The predicted latency of any network on one thread, in milliseconds. What is measured for it is kept in a file before it is told, so that a
 * run that goes on is told the same.
 */
final class KeptLatencies implements ToDoubleFunction<Network> {
    /**
     * Until the JVM has compiled what these networks run. The table warms up with its first network, which has not all kinds of
     * steps; one that is measured before it is compiled is many times too slow.
     */
    private static final int WARM_UP_CALLS = 1500;

    private final Path file;
    private final MapShape input;
    private final List<Network> typical;
    private final LatencyTable table = new LatencyTable(Workers.CALLER);
    private boolean isWarm;

    /**
     * Reads the file, if it is there.
     *
     * @param typical networks that together have all kinds of steps; they are run before anything is measured
     */
    KeptLatencies(Path file, MapShape input, List<Network> typical) throws IOException {
        this.file = file;
        this.input = input;
        this.typical = typical;
        if (Files.exists(file)) {
            table.read(Json.readObject(Files.readAllBytes(file), file.toString()));
        }
    }

    @Override
    public double applyAsDouble(Network network) {
        if (!isWarm) {
            typical.forEach(this::run);
            isWarm = true;
        }
        int known = table.steps().size();
        double millis = table.millis(zeros(network), input.height(), input.width());
        if (table.steps().size() > known) {
            try {
                table.write(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return millis;
    }

    private void run(Network network) {
        CompiledNetwork compiled = Compiler.compile(zeros(network), input.height(), input.width());
        for (int call = 0; call < WARM_UP_CALLS; call++) {
            compiled.operationNanos(new float[input.length()]);
        }
    }

    /** How many distinct steps were measured. */
    int steps() {
        return table.steps().size();
    }

    /** Latency does not depend on the weights. */
    private static Parameters zeros(Network network) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(network).forEach((id, shape) -> tensors.put(id, Tensor.zeros(shape)));
        return new Parameters(network, tensors);
    }
}
