package org.mobilenet4j.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inspection.ChannelRanges;
import org.mobilenet4j.inspection.DepthwiseKernels;
import org.mobilenet4j.inspection.LayerWeights;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.InspectedModel.InspectedLayer;

/** How the weights of a model's layers are distributed, and which of its depthwise kernels do nothing. */
public record ModelInspection(Model model, ImageReader reader) {
    /** Reads images as the model's preprocessing wants them. */
    public ModelInspection {
        reader = reader.following(model.preprocessing());
    }

    /**
     * Looks at the weights and, where there are images, at what the layers make of them.
     *
     * @param images typical of what the model will see; may be empty
     * @throws InvalidInputException if none of the images can be read, or, with a strict reader, one cannot
     */
    public InspectedModel run(ImageSet images, WorkflowListener listener) {
        Map<Location, DepthwiseKernels> kernels = new LinkedHashMap<>();
        DepthwiseKernels.of(model.parameters()).forEach(layer -> kernels.put(layer.location(), layer));
        @Nullable ChannelRanges ranges = null;
        int seen = 0;
        if (images.size() > 0) {
            // Whether a kernel is silent does not depend on an image's proportions.
            Preprocessing preprocessing = model.preprocessing().ofOneSize();
            ChannelRanges looking = new ChannelRanges(Compiler.compileLayerByLayer(
                    model.parameters(), preprocessing.inputHeight(), preprocessing.inputWidth()));
            listener.onTask("inspecting", images.size());
            seen = reader.map(images, preprocessing, input -> see(looking, input), listener)
                    .results()
                    .size();
            ranges = looking;
        }
        @Nullable ChannelRanges seenRanges = ranges;
        List<InspectedLayer> layers = LayerWeights.of(model.parameters()).stream()
                .map(weights -> layer(weights, kernels.get(weights.location()), seenRanges))
                .toList();
        return new InspectedModel(layers, List.copyOf(kernels.values()), seen);
    }

    private static boolean see(ChannelRanges ranges, float[] input) {
        ranges.see(input);
        return true;
    }

    private static InspectedLayer layer(
            LayerWeights weights, @Nullable DepthwiseKernels kernels, @Nullable ChannelRanges ranges) {
        String name = weights.location().toString();
        return new InspectedLayer(
                name,
                weights.shape().toString(),
                weights.mean(),
                weights.deviation(),
                weights.low(),
                weights.high(),
                weights.largest(),
                kernels == null ? null : count(kernels.dead()),
                kernels == null || ranges == null ? null : count(ranges.silent(name)),
                weights.counts());
    }

    private static int count(boolean[] flags) {
        return (int) IntStream.range(0, flags.length).filter(i -> flags[i]).count();
    }
}
