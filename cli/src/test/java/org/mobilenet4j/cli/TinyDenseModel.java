package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.parameters.Parameters;

/** Detectors and segmentation networks so small that a verb runs in a moment. */
final class TinyDenseModel {
    private static final List<String> LABELS = List.of("background", "cat", "dog");

    private TinyDenseModel() {}

    /** Finds many objects, none of them surely. */
    static Path detector(Path folder) throws IOException {
        Model.detector(parameters(DenseMobileNet.SSDLITE_MOBILENET_V2), Preprocessing.detection(64), LABELS)
                .save(folder);
        return folder;
    }

    static Path segmenter(Path folder) throws IOException {
        Model.segmenter(parameters(DenseMobileNet.LRASPP_MOBILENET_V3_SMALL), Preprocessing.segmentation(48), LABELS)
                .save(folder);
        return folder;
    }

    private static Parameters parameters(DenseMobileNet named) {
        return TinyModel.lively(named.network(LABELS.size(), 0.25));
    }
}
