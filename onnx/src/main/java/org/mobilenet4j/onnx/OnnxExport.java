package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.mobilenet4j.inference.FoldedParameters;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.weights.Parameters;

/** Writes networks as ONNX files. Stateless: any thread may call it. */
public final class OnnxExport {
    private OnnxExport() {}

    /**
     * Writes a network whole, or leaves what was there.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Parameters parameters, OnnxOptions options, Path file) throws IOException {
        Parameters written = options.isNormFolded() ? FoldedParameters.of(parameters) : parameters;
        Operations operations = Operations.of(written.architecture());
        Graph graph = new Graph(options.hasDynamicBatch());
        int extent = operations.input().extent();
        graph.input(
                operations.input().name(),
                ElementType.FLOAT32,
                Shape.of(operations.input().channels(), extent, extent));
        FloatGraph floats = new FloatGraph(graph, written, options.hasHalfWeights());
        operations.list().forEach(floats::add);
        graph.output(
                operations.logits().name(),
                ElementType.FLOAT32,
                Shape.of(operations.logits().channels()));
        AtomicFile.write(file, out -> graph.writeTo(out, options.opset(), Map.of()));
    }
}
