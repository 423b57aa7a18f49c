package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.report.Wording;

/** The result of the quickstart; accuracies are shares. */
record QuickstartFigures(
        String images,
        String model,
        int train,
        int validation,
        double top1,
        double chance,
        double seconds,
        String image,
        List<Prediction> predictions) {
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%ntop-1 %s on %d drawings it did not learn from; guessing would get %.0f %%. %.1f s in all.%n",
                Wording.percent(top1),
                validation,
                100 * chance,
                seconds));
        text.append("""
                What it did: a small MobileNetV2 learned every filter from these drawings alone; the epoch with the best
                validation accuracy was kept. Photos are harder; there, begin with trained weights.

                """);
        text.append(image).append('\n');
        text.append(new PredictedImage(image, predictions).text()).append('\n');
        text.append("""

                Next, with your own photos, a folder per class:
                  ./mobilenet weights fetch mobilenet_v2
                  ./mobilenet train --data PHOTOS --weights mobilenet_v2 --out my-model
                  ./mobilenet predict --model my-model PHOTO.jpg
                Without a network: give --weights the path of any file of torchvision's or timm's MobileNet weights.
                """);
        return text.append("This run's model is in ").append(model).toString();
    }
}
