package org.mobilenet4j.workflow;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inspection.DepthwiseKernels;

/**
 * What a model's layers hold.
 *
 * @param kernels of every depthwise layer
 * @param images how many were looked at for silent outputs
 */
public record InspectedModel(List<InspectedLayer> layers, List<DepthwiseKernels> kernels, int images) {
    private static final int GAP = 6;

    /**
     * A layer's weights.
     *
     * @param dead how many of a depthwise layer's kernels are dead; null for other layers
     * @param silent how many of its outputs are silent; null without images
     * @param histogram counts in equal bins from {@code -largest} to {@code largest}
     */
    public record InspectedLayer(
            String layer,
            String shape,
            double mean,
            double deviation,
            double low,
            double high,
            double largest,
            @Nullable Integer dead,
            @Nullable Integer silent,
            int[] histogram) {}

    public InspectedModel {
        layers = List.copyOf(layers);
        kernels = List.copyOf(kernels);
    }

    /** All depthwise kernels. */
    public int depthwise() {
        return kernels.stream().mapToInt(DepthwiseKernels::channels).sum();
    }

    /** Those whose weights are all but zero beside their layer's. */
    public int dead() {
        return layers.stream()
                .mapToInt(layer -> layer.dead == null ? 0 : layer.dead)
                .sum();
    }

    /** Those whose output stayed at zero on every image; 0 without images. */
    public int silent() {
        return layers.stream()
                .mapToInt(layer -> layer.silent == null ? 0 : layer.silent)
                .sum();
    }

    /** All depthwise kernels drawn, layer below layer, on white. */
    public RgbImage kernelSheet() {
        List<RgbImage> sheets = kernels.stream().map(DepthwiseKernels::sheet).toList();
        int width = sheets.stream().mapToInt(RgbImage::width).max().orElse(1);
        int height = Math.max(
                1, sheets.stream().mapToInt(each -> each.height() + GAP).sum());
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) 255);
        int top = 0;
        for (RgbImage each : sheets) {
            for (int y = 0; y < each.height(); y++) {
                System.arraycopy(each.rgb(), 3 * y * each.width(), rgb, 3 * (top + y) * width, 3 * each.width());
            }
            top += each.height() + GAP;
        }
        return RgbImage.of(width, height, rgb);
    }
}
