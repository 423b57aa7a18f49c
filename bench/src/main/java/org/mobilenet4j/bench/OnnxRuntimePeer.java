package org.mobilenet4j.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.MapShape;

/**
 * ONNX Runtime on the CPU, as fast as it can be had: all graph optimisations, shapes known beforehand, input and output in
 * memory of its own that stays in place, and its threads spinning or not, whichever is faster here.
 */
final class OnnxRuntimePeer implements Contestant {
    private static final long TRIAL_NANOS = 500_000_000;

    private final OrtSession session;
    private final OnnxTensor input;
    private final Map<String, OnnxTensor> inputs;
    private final List<FloatBuffer> outputFloats = new ArrayList<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final int batch;
    private final String name;

    private OnnxRuntimePeer(Path model, Workload workload, boolean isSpinning) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        batch = workload.images().length;
        try (SessionOptions settings = new SessionOptions()) {
            settings.setIntraOpNumThreads(workload.threads());
            settings.setInterOpNumThreads(1);
            settings.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            settings.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            settings.setSymbolicDimensionValue("batch", batch);
            settings.addConfigEntry("session.intra_op.allow_spinning", isSpinning ? "1" : "0");
            session = environment.createSession(model.toString(), settings);
        }
        MapShape shape = workload.input();
        int pixels = shape.pixels();
        int channels = shape.channels();
        FloatBuffer inputFloats = floats(batch * channels * pixels);
        for (float[] image : workload.images()) {
            for (int channel = 0; channel < channels; channel++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    inputFloats.put(image[pixel * channels + channel]);
                }
            }
        }
        inputFloats.flip();
        input = OnnxTensor.createTensor(
                environment, inputFloats, new long[] {batch, channels, shape.height(), shape.width()});
        Map<String, NodeInfo> known = session.getOutputInfo();
        for (String name : session.getOutputNames()) { // in the file's order
            long[] extents =
                    ((TensorInfo) Objects.requireNonNull(known.get(name)).getInfo()).getShape();
            extents[0] = batch;
            FloatBuffer values = floats(Math.toIntExact(Arrays.stream(extents).reduce(1, Math::multiplyExact)));
            outputFloats.add(values);
            outputs.put(name, OnnxTensor.createTensor(environment, values, extents));
        }
        inputs = Map.of(session.getInputNames().iterator().next(), input);
        this.name = "ONNX Runtime " + environment.getVersion()
                + (workload.threads() == 1 ? "" : isSpinning ? ", spinning" : ", not spinning");
    }

    /** Tries the settings that depend on the machine and keeps what is fastest. */
    static OnnxRuntimePeer fastest(Path model, Workload workload) {
        try {
            OnnxRuntimePeer spinning = new OnnxRuntimePeer(model, workload, true);
            if (workload.threads() == 1) { // there is nobody to wait for
                return spinning;
            }
            OnnxRuntimePeer sleeping = new OnnxRuntimePeer(model, workload, false);
            boolean isSpinningFaster = spinning.trial() <= sleeping.trial();
            (isSpinningFaster ? sleeping : spinning).close();
            return isSpinningFaster ? spinning : sleeping;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private double trial() {
        Turns.timed(this, TRIAL_NANOS);
        return Percentiles.of(Turns.timed(this, TRIAL_NANOS)).p50();
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() {
        try {
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[][] logits() {
        int all = outputFloats.stream().mapToInt(FloatBuffer::capacity).sum() / batch;
        float[][] logits = new float[batch][all];
        for (int i = 0; i < batch; i++) {
            int at = 0;
            for (FloatBuffer values : outputFloats) {
                int length = values.capacity() / batch;
                values.get(i * length, logits[i], at, length);
                at += length;
            }
        }
        return logits;
    }

    @Override
    public void close() {
        try {
            input.close();
            for (OnnxTensor output : outputs.values()) {
                output.close();
            }
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
