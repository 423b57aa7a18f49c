package org.mobilenet4j.report;

import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.training.TrainingListener.Epoch;

/**
 * How a network learned: curves of loss, of what it was judged by, and of the learning rate.
 *
 * @param best the epoch that was kept
 * @param measure what an epoch's accuracy is
 */
record TrainingCourse(TrainingHistory history, Epoch best, Measure measure) {
    void addTo(Page page) {
        page.section(
                "How it learned",
                "An epoch is one pass over the images. Good: both losses fall. Where the one on the training images"
                        + " falls and the validation one rises, it learns by heart; where both still fall at the end, more"
                        + " epochs may help. Training images are seen changed, and with label smoothing if that was"
                        + " asked for, so their loss may lie above the validation one.");
        page.charts(
                Page.captioned(
                        "Loss: how far from the truth",
                        withBest(
                                        new LineChart("epoch", "loss")
                                                .counting()
                                                .markedLine("training images", numbers(), values(Epoch::loss))
                                                .markedLine(
                                                        "validation images", numbers(), values(Epoch::validationLoss)),
                                        DoubleStream.concat(
                                                        DoubleStream.of(values(Epoch::loss)),
                                                        DoubleStream.of(values(Epoch::validationLoss)))
                                                .toArray())
                                .toElement()),
                Page.captioned(caption(), accuracy().toElement()),
                Page.captioned("Learning rate: how large the steps were", rates().toElement()));
    }

    private String caption() {
        return switch (measure) {
            case TOP1 -> "Named correctly (top-1)";
            case AVERAGE_PRECISION -> "Average precision (AP at IoU 0.50 to 0.95)";
            case MEAN_IOU -> "Mean IoU";
        };
    }

    private LineChart accuracy() {
        LineChart chart = new LineChart("epoch", measure.label()).counting();
        if (measure.isShare()) {
            return withBest(
                    chart.percent()
                            .markedLine("training images", numbers(), values(Epoch::trainAccuracy))
                            .markedLine("validation images", numbers(), values(Epoch::accuracy)),
                    DoubleStream.concat(
                                    DoubleStream.of(values(Epoch::trainAccuracy)),
                                    DoubleStream.of(values(Epoch::accuracy)))
                            .toArray());
        }
        return withBest(
                chart.markedLine("validation images", numbers(), values(Epoch::accuracy)), values(Epoch::accuracy));
    }

    /** The chart with the kept epoch from its lowest to its highest value. */
    private LineChart withBest(LineChart chart, double[] values) {
        return chart.reference("epoch kept", new double[] {best.epoch(), best.epoch()}, new double[] {
            DoubleStream.of(values).min().orElse(0),
            DoubleStream.of(values).max().orElse(1)
        });
    }

    private double[] numbers() {
        return values(Epoch::epoch);
    }

    private double[] values(ToDoubleFunction<Epoch> figure) {
        return history.epochs().stream().mapToDouble(figure).toArray();
    }

    private LineChart rates() {
        Epoch last = history.epochs().getLast();
        double stepsPerEpoch = (double) last.step() / last.epoch();
        return new LineChart("epoch", "learning rate")
                .counting()
                .line(
                        "learning rate",
                        history.rates().stream()
                                .mapToDouble(rate -> rate.step() / stepsPerEpoch)
                                .toArray(),
                        history.rates().stream()
                                .mapToDouble(TrainingHistory.Rate::rate)
                                .toArray());
    }
}
