package org.mobilenet4j.spark.doctor;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.apache.spark.SparkEnv;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.JpegSelection;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;

/**
 * What a JVM of the cluster says of itself.
 *
 * @param name {@code the driver}, or the executor's number and host
 * @param java its version
 * @param kernels their name, or empty where those that were asked for cannot be had
 * @param kernelsReason why these
 * @param kernelsRemedy what to do for faster ones; empty where nothing is amiss
 * @param decoder what the pixels depend on, or empty where the decoder that was asked for cannot be had
 * @param decoderReason why this one
 * @param heapBytes the most memory for objects
 */
record JvmFacts(
        String name,
        String java,
        String kernels,
        String kernelsReason,
        String kernelsRemedy,
        String decoder,
        String decoderReason,
        boolean hasWebp,
        long heapBytes)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of the executor that runs this task. */
    static JvmFacts ofThisExecutor() {
        SparkEnv spark = SparkEnv.get();
        return named("executor " + spark.executorId() + " on "
                + spark.blockManager().blockManagerId().host());
    }

    static JvmFacts named(String name) {
        String kernels = "";
        String kernelsReason;
        String kernelsRemedy = "";
        try {
            KernelSelection chosen = KernelSelection.chosen();
            kernels = chosen.kernels().name();
            kernelsReason = chosen.reason();
            kernelsRemedy = chosen.remedy().orElse("");
        } catch (InvalidInputException impossible) {
            kernelsReason = String.valueOf(impossible.getMessage());
        }
        String decoder = "";
        String decoderReason;
        try {
            decoderReason = JpegSelection.chosen().reason();
            decoder = new ImageDecoder().toString();
        } catch (InvalidInputException impossible) {
            decoderReason = String.valueOf(impossible.getMessage());
        }
        return new JvmFacts(
                name,
                Runtime.version().toString(),
                kernels,
                kernelsReason,
                kernelsRemedy,
                decoder,
                decoderReason,
                Arrays.asList(ImageIO.getReaderFormatNames()).contains("webp"),
                Runtime.getRuntime().maxMemory());
    }

    /** Whether the other JVM computes the same bits from the same pixels. */
    boolean hasKernelsOf(JvmFacts other) {
        return Objects.equals(kernels, other.kernels);
    }

    /** Whether the other JVM decodes the same pixels from the same file. */
    boolean hasDecoderOf(JvmFacts other) {
        return Objects.equals(decoder, other.decoder);
    }
}
