package org.mobilenet4j.cli;

import java.util.Locale;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.evaluation.PairedComparison;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.ComparedModels;

/**
 * A comparison of two models as it is printed.
 *
 * @param mcNemarP how probable a difference as large is where both are equally good
 */
record ComparisonFigures(
        SideFigures first,
        SideFigures second,
        int images,
        int skipped,
        double agreement,
        int bothRight,
        int onlyFirstRight,
        int onlySecondRight,
        int bothWrong,
        double mcNemarP) {
    static final Columns<SideFigures> SIDES = new Columns<SideFigures>()
            .text("model", SideFigures::model)
            .figure("top-1", side -> Wording.percent(side.top1))
            .figure("95 % interval", side -> Wording.percent(side.top1Interval))
            .number("loss", "%.3f", SideFigures::loss)
            .number("calibration error", "%.3f", SideFigures::calibrationError)
            .number("parameters", "%,d", SideFigures::parameters)
            .number("multiply-adds", "%,d", SideFigures::multiplyAdds)
            .number("MB", "%.1f", side -> side.weightBytes / 1e6)
            .number("ms/image", "%.2f", SideFigures::millis);

    /** One of the two. */
    record SideFigures(
            String model,
            double top1,
            Interval top1Interval,
            double loss,
            double calibrationError,
            long parameters,
            long multiplyAdds,
            long weightBytes,
            double millis) {
        static SideFigures of(String model, ComparedModels.Side side) {
            Evaluation evaluation = side.evaluation();
            return new SideFigures(
                    model,
                    evaluation.top(1),
                    evaluation.topInterval(1),
                    evaluation.loss(),
                    evaluation.calibration().expectedError(),
                    side.summary().parameters(),
                    side.summary().multiplyAdds(),
                    side.summary().weightBytes(),
                    side.millis());
        }
    }

    static ComparisonFigures of(String first, String second, ComparedModels compared) {
        PairedComparison pairs = compared.pairs();
        return new ComparisonFigures(
                SideFigures.of(first, compared.first()),
                SideFigures.of(second, compared.second()),
                pairs.total(),
                compared.skipped().size(),
                pairs.agreement(),
                pairs.bothRight(),
                pairs.onlyFirst(),
                pairs.onlySecond(),
                pairs.bothWrong(),
                pairs.mcNemarP());
    }

    String text() {
        String better = onlyFirstRight == onlySecondRight
                ? "both are right equally often"
                : (onlyFirstRight > onlySecondRight ? "the first" : "the second")
                        + " is right more often; "
                        + (mcNemarP < 0.05
                                ? "that is unlikely to be chance"
                                : "that may well be chance, more images would tell");
        return String.format(
                Locale.ROOT,
                "same answer on %.1f %% of %,d images%s%nboth right %,d, only the first %,d, only the second %,d,"
                        + " neither %,d%nMcNemar's exact test: p = %.3g: %s",
                100 * agreement,
                images,
                skipped == 0 ? "" : ", " + skipped + " left out",
                bothRight,
                onlyFirstRight,
                onlySecondRight,
                bothWrong,
                mcNemarP,
                better);
    }
}
