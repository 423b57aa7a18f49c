package org.mobilenet4j.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.workflow.ImageEmbedding;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose features labels are judged by. */
final class TrunkFlag {
    @Option(
            names = "--weights",
            paramLabel = "MODEL",
            description = "Trained weights or a model, by whose features labels are judged, as 'train' takes them."
                    + " Without, labels are not judged.")
    private @Nullable String weights;

    @Mixin
    private WeightsFlags named = new WeightsFlags();

    boolean isGiven() {
        return weights != null;
    }

    /** Opens it; without one, says how labels would be judged. */
    @Nullable
    ImageEmbedding open(ImageReader reader, Output output) throws IOException {
        if (weights == null) {
            output.report()
                    .note("labels are not judged without the features of trained weights: give --weights, such as"
                            + " mobilenet_v2 ('mobilenet weights fetch mobilenet_v2' fetches it)");
            return null;
        }
        Model model = StartingModel.load(
                "--weights", weights, named.options(output.report()::warning), null, output.console());
        return new ImageEmbedding(model, ImageEmbedding.FEATURES, reader);
    }
}
