package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.report.Wording;

/** What was said of an image, as it is printed: the likeliest classes, the likeliest first. */
record PredictedImage(String file, List<Prediction> predictions) {
    String text() {
        return predictions.stream()
                .map(prediction -> String.format(
                        Locale.ROOT,
                        "%6.2f %%  %s",
                        100 * prediction.probability(),
                        Wording.oneLine(prediction.label())))
                .collect(Collectors.joining("\n"));
    }
}
