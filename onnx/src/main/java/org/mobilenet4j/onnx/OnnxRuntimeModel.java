package org.mobilenet4j.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A network's file, run by ONNX Runtime: to check what was written or read, and to compare speeds. ONNX Runtime is native
 * and not among this library's dependencies; ask {@link OnnxRuntime#isAvailable} first. Safe for several threads.
 */
public final class OnnxRuntimeModel implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final boolean takesBytes;
    private final boolean isChannelsLast;

    private OnnxRuntimeModel(OrtEnvironment environment, OrtSession session) throws OrtException {
        this.environment = environment;
        this.session = session;
        NodeInfo only = session.getInputInfo().values().iterator().next();
        this.input = only.getName();
        this.takesBytes = only.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.UINT8;
        this.isChannelsLast = only.getInfo() instanceof TensorInfo info && isChannelsLast(info.getShape());
    }

    /**
     * Loads a model.
     *
     * @param threads that one call computes with
     * @throws InvalidInputException if ONNX Runtime refuses the file
     */
    public static OnnxRuntimeModel open(Path file, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // It warns of what other writers leave in their files, a line for each tensor.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            return new OnnxRuntimeModel(environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new InvalidInputException(file + ": ONNX Runtime cannot load it: " + e.getMessage(), e);
        }
    }

    /** Others' files may take images as TensorFlow has them. */
    private static boolean isChannelsLast(long[] shape) {
        return shape.length == 4 && (shape[3] == 1 || shape[3] == 3) && shape[1] != 1 && shape[1] != 3;
    }

    /** What the file's network sees of an image, {@code H x W x C}: of a file that takes bytes, their rounding included. */
    float[] input(RgbImage image, Model model) {
        if (!takesBytes) {
            return model.input(image);
        }
        float[] input = new float[model.inputShape().length()];
        model.preprocessing().normalize(model.preprocessing().crop(image), input, 0);
        return input;
    }

    /** Every output for an image, by name, channels first; whole numbers as floats. */
    public Map<String, float[]> outputs(RgbImage image, Model model) {
        MapShape shape = model.inputShape();
        try (OnnxTensor tensor = takesBytes
                ? tensor(image, model.preprocessing())
                : planes(model.input(image), shape.channels(), shape.height(), shape.width())) {
            return outputs(tensor);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime fails", e);
        }
    }

    private Map<String, float[]> outputs(OnnxTensor tensor) throws OrtException {
        try (OrtSession.Result result = session.run(Map.of(input, tensor))) {
            Map<String, float[]> outputs = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                outputs.put(output.getKey(), floats((OnnxTensor) output.getValue()));
            }
            return outputs;
        }
    }

    private static float[] floats(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.INT64) {
            LongBuffer values = tensor.getLongBuffer();
            float[] copy = new float[values.remaining()];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = values.get(i);
            }
            return copy;
        }
        FloatBuffer values = tensor.getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }

    /** A classifier's outputs for an image. */
    public float[] run(RgbImage image, Preprocessing preprocessing) {
        try (OnnxTensor tensor = tensor(image, preprocessing)) {
            return run(tensor);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime fails", e);
        }
    }

    /** How long an image takes from the network's input to its outputs, in milliseconds: the median of some runs. */
    public double millis(RgbImage image, Preprocessing preprocessing, int runs) {
        double[] millis = new double[runs];
        try (OnnxTensor tensor = tensor(image, preprocessing)) {
            for (int i = 0; i < runs; i++) {
                long begin = System.nanoTime();
                session.run(Map.of(input, tensor)).close();
                millis[i] = (System.nanoTime() - begin) * 1e-6;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime fails", e);
        }
        Arrays.sort(millis);
        return millis[runs / 2];
    }

    /**
     * Every output for one normalised image, by name, channels first.
     *
     * @param image {@code H x W x C} floats
     */
    public Map<String, float[]> outputs(float[] image, MapShape shape) {
        try (OnnxTensor tensor = planes(image, shape.channels(), shape.height(), shape.width())) {
            return outputs(tensor);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime fails", e);
        }
    }

    private float[] run(OnnxTensor tensor) throws OrtException {
        return outputs(tensor).values().iterator().next();
    }

    private OnnxTensor tensor(RgbImage image, Preprocessing preprocessing) throws OrtException {
        int height = preprocessing.inputHeight();
        int width = preprocessing.inputWidth();
        int channels = preprocessing.channels();
        int pixels = height * width;
        if (takesBytes) {
            byte[] rgb = preprocessing.crop(image).rgb();
            ByteBuffer bytes = ByteBuffer.allocateDirect(pixels * channels);
            for (int i = 0; i < bytes.capacity(); i++) {
                bytes.put(i, rgb[i / channels * 3 + i % channels]); // of a grey image, the red
            }
            return OnnxTensor.createTensor(
                    environment, bytes, new long[] {1, height, width, channels}, OnnxJavaType.UINT8);
        }
        return planes(preprocessing.apply(image).data(), channels, height, width);
    }

    private OnnxTensor planes(float[] innermost, int channels, int height, int width) throws OrtException {
        if (isChannelsLast) {
            return OnnxTensor.createTensor(
                    environment, FloatBuffer.wrap(innermost), new long[] {1, height, width, channels});
        }
        int pixels = height * width;
        float[] planes = new float[innermost.length];
        for (int i = 0; i < innermost.length; i++) {
            planes[i % channels * pixels + i / channels] = innermost[i];
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(planes), new long[] {1, channels, height, width});
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close its session", e);
        }
    }
}
