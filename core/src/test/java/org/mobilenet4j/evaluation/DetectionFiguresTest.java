package org.mobilenet4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.image.Box;

/** Cats are class 0, dogs class 1; worked out by hand. */
class DetectionFiguresTest {
    private static final Box HERE = new Box(10, 10, 40, 40);
    private static final Box NEARLY_HERE = new Box(12, 10, 40, 40);
    private static final Box ELSEWHERE = new Box(100, 10, 40, 40);
    private static final Box FAR = new Box(200, 10, 40, 40);

    private static TrueObject object(int label, Box box) {
        return new TrueObject(label, box);
    }

    private static Detection found(int label, double score, Box box) {
        return new Detection(label, score, box);
    }

    @Test
    void pairsObjectsWithTheirOwnClassBeforeAnother() {
        MatchedObjects matched = MatchedObjects.of(
                List.of(object(0, HERE), object(0, ELSEWHERE), object(1, FAR)),
                List.of(found(1, 0.9, HERE), found(0, 0.6, NEARLY_HERE), found(1, 0.8, ELSEWHERE), found(1, 0.2, FAR)),
                0.5);

        assertThat(matched.pairs())
                .containsExactly(
                        new MatchedObjects.Pair(object(0, HERE), found(0, 0.6, NEARLY_HERE)),
                        new MatchedObjects.Pair(object(0, ELSEWHERE), found(1, 0.8, ELSEWHERE)));
        assertThat(matched.falseAlarms()).containsExactly(found(1, 0.9, HERE));
        assertThat(matched.missed()).as("0.2 is below 0.5").containsExactly(object(1, FAR));
    }

    @Test
    void neitherAsksForCrowdsAndDifficultObjectsNorCountsWhatIsFoundInThem() {
        TrueObject crowd = new TrueObject(0, new Box(0, 0, 400, 100), 40_000, true, false);
        TrueObject difficult = new TrueObject(1, ELSEWHERE, 1600, false, true);

        MatchedObjects matched = MatchedObjects.of(
                List.of(crowd, difficult),
                List.of(found(0, 0.9, HERE), found(0, 0.8, FAR), found(1, 0.7, ELSEWHERE)),
                0.1);

        assertThat(matched).isEqualTo(new MatchedObjects(List.of(), List.of(), List.of()));
    }

    @Test
    void anObjectThatCountsComesBeforeTheCrowdAroundIt() {
        TrueObject crowd = new TrueObject(0, new Box(0, 0, 400, 100), 40_000, true, false);

        MatchedObjects matched =
                MatchedObjects.of(List.of(crowd, object(0, HERE)), List.of(found(0, 0.9, NEARLY_HERE)), 0.1);

        assertThat(matched.pairs()).hasSize(1);
        assertThat(matched.missed()).isEmpty();
    }

    @Test
    void countsAHundredDetectionsOfAClassAsAveragePrecisionDoes() {
        List<Detection> many = new ArrayList<>(Collections.nCopies(100, found(0, 0.9, FAR)));
        many.add(found(0, 0.8, HERE));
        many.add(found(1, 0.8, ELSEWHERE));

        MatchedObjects matched = MatchedObjects.of(List.of(object(0, HERE), object(1, ELSEWHERE)), many, 0.1);

        assertThat(matched.missed()).containsExactly(object(0, HERE));
        assertThat(matched.falseAlarms()).hasSize(100);
        assertThat(matched.pairs()).hasSize(1);
    }

    private static DetectionFigures figures() {
        return DetectionFigures.of(
                2,
                List.of(
                        new DetectionFigures.Image(
                                List.of(object(0, HERE), object(1, ELSEWHERE)),
                                List.of(found(0, 0.905, HERE), found(0, 0.605, ELSEWHERE), found(1, 0.305, FAR))),
                        new DetectionFigures.Image(
                                List.of(object(0, HERE)), List.of(found(0, 0.705, HERE), found(0, 0.105, FAR)))));
    }

    @Test
    void thresholdsTradePrecisionForRecall() {
        ScoreThresholds thresholds = figures().thresholds();

        assertThat(thresholds.thresholds()).hasSize(99).startsWith(0.01).endsWith(0.99);
        // Of five detections two find an object, of three objects two are found.
        assertThat(thresholds.precision()[0]).isEqualTo(2 / 5.0);
        assertThat(thresholds.recall()[0]).isEqualTo(2 / 3.0);
        assertThat(thresholds.f1()[0]).isCloseTo(0.5, within(1e-12));
        assertThat(thresholds.precision()[79]).as("at 0.80").isEqualTo(1);
        assertThat(thresholds.recall()[79]).isEqualTo(1 / 3.0);
        assertThat(thresholds.precision()[98]).as("at 0.99").isNaN();
        assertThat(thresholds.f1()[98]).isZero();
        assertThat(thresholds.best()).as("the middle of 0.61 to 0.70").isEqualTo(0.65);
        assertThat(thresholds.bestF1()).isCloseTo(0.8, within(1e-12));
    }

    @Test
    void countsWhatIsTakenForWhatAboveTheBestThreshold() {
        DetectionFigures figures = figures();

        assertThat(figures.confusion().of(0, 1, 2)).isDeepEqualTo(new int[][] {{2, 0, 0}, {0, 0, 1}, {0, 0, 0}});
        assertThat(figures.objects()).isEqualTo(3);
        assertThat(figures.misses()).isEqualTo(1);
        assertThat(figures.falseAlarms()).isZero();
        assertThat(figures.mistaken()).isZero();
        assertThat(figures.coco().ap50()).isEqualTo(0.5);
        assertThat(figures.vocAllPoint()).isEqualTo(0.5);
        assertThat(figures.classes().get(0).recall()).isEqualTo(1);
        assertThat(figures.classes().get(1).precision()).isNaN();
    }

    @Test
    void hasNoFiguresWhereThereIsNothing() {
        DetectionFigures figures =
                DetectionFigures.of(1, List.of(new DetectionFigures.Image(List.of(), List.of(found(0, 0.5, HERE)))));

        assertThat(figures.coco().ap()).isNaN();
        assertThat(figures.thresholds().recall()[0]).isNaN();
        assertThat(figures.thresholds().bestF1()).isZero();
    }
}
