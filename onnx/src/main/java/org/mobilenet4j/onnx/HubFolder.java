package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.weights.StoredPrecision;

/**
 * A model's folder that can be pushed to Hugging Face's hub as it is: the weights, {@code config.json} and a {@link
 * ModelCard}. Where timm has the network, its {@code create_model("hf-hub:...")} loads the folder; this library loads any.
 */
final class HubFolder {
    private HubFolder() {}

    /**
     * Writes the folder, which is made if need be.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    static void write(Model model, Path directory, StoredPrecision precision) throws IOException {
        Optional<Model> asTimm = asTimm(model);
        Model written = asTimm.orElse(model);
        // What the run says of folders and of the machine is nobody's business on a hub.
        written.withRun(Map.of()).save(directory, precision);
        String card = ModelCard.of(written, asTimm.isPresent());
        AtomicFile.write(directory.resolve("README.md"), out -> out.write(card.getBytes(StandardCharsets.UTF_8)));
    }

    /** The model under timm's names, where timm has just this network under one of its own. */
    private static Optional<Model> asTimm(Model model) {
        try {
            Model renamed = model.withLayout(NameLayout.TIMM);
            Variant variant = renamed.variant();
            return variant != null
                            && variant.options().width()
                                    == variant.base().options().width()
                            && variant.options().skippedHalvings().isEmpty()
                    ? Optional.of(renamed)
                    : Optional.empty();
        } catch (InvalidInputException none) {
            return Optional.empty();
        }
    }
}
