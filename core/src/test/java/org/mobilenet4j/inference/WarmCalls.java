package org.mobilenet4j.inference;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.WeightType;

/** A program for a JVM of its own: runs networks until warm and prints for each the bytes that a call allocates. */
final class WarmCalls {
    static final int CLASSES = 32;

    /** C2 compiles on threads of its own; how soon is the workspace's affair. */
    private static final int MOST_ROUNDS = 500;

    private static final int CALLS = 20;

    private WarmCalls() {}

    public static void main(String[] variants) {
        for (String variant : variants) {
            int space = variant.indexOf(' ');
            System.out.println(variant + " "
                    + (space < 0
                            ? bytesPerCall(MobileNet.valueOf(variant), WeightType.FLOAT32)
                            : bytesPerCall(
                                    MobileNet.valueOf(variant.substring(0, space)),
                                    WeightType.valueOf(variant.substring(space + 1)))));
        }
    }

    private static long bytesPerCall(MobileNet variant, WeightType type) {
        CompiledNetwork model = Compiler.compile(
                Initialization.torchvision(variant.build(options -> options.withClasses(CLASSES)), 1)
                        .withWeightsAs(type),
                96,
                96);
        float[] image = new float[model.inputLength()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least > 16 + CLASSES * Float.BYTES; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS; call++) {
                model.logits(image);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }
}
