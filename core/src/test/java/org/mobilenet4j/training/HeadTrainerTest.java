package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeadTrainerTest {
    private static final int FEATURES = 37;
    private static final int CLASSES = 4;

    @Test
    void learnsSeparableClassesAndStopsWhenItNoLongerGetsBetter() {
        List<TrainingListener.Epoch> epochs = new ArrayList<>();

        HeadTrainer.FittedHead result =
                new HeadTrainer(HeadOptions.DEFAULT).fit(clusters(200, 1), clusters(80, 2), CLASSES, epochs::add);

        assertThat(result.best().accuracy()).isEqualTo(1);
        assertThat(epochs).hasSize(result.best().epoch() + HeadOptions.DEFAULT.patience());
        assertThat(epochs.getLast().loss()).isLessThan(epochs.getFirst().loss());
    }

    @Test
    void givesTheSameHeadForTheSameSeed() {
        HeadTrainer trainer = new HeadTrainer(HeadOptions.DEFAULT.withEpochs(3));

        LinearHead first = trainer.fit(clusters(50, 1), clusters(20, 2), CLASSES, epoch -> {})
                .head();
        LinearHead second = trainer.fit(clusters(50, 1), clusters(20, 2), CLASSES, epoch -> {})
                .head();

        assertThat(first.weight().data()).isEqualTo(second.weight().data());
    }

    @Test
    void refusesFeaturesThatAreNotNumbers() {
        LabelledFeatures train = clusters(50, 1);
        train.vectors().getFirst()[0] = Float.NaN;

        assertThatThrownBy(() -> new HeadTrainer(HeadOptions.DEFAULT).fit(train, clusters(20, 2), CLASSES, e -> {}))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("the loss is NaN in epoch 1");
    }

    /** Values from {@code torch.nn.functional.cross_entropy([[1, 2, 3]], [0], label_smoothing=0.1)} and autograd. */
    @Test
    void theLossIsPyTorchs() {
        float[] logits = {1, 2, 3};

        double loss = new SoftmaxCrossEntropy(0.1).lossAndGradient(logits, 0);

        assertThat(loss).isCloseTo(2.3076059, within(1e-6));
        assertThat(logits).containsExactly(new float[] {-0.8433027f, 0.2113952f, 0.6319076f}, within(1e-6f));
    }

    /** Values from {@code torch.optim.Adam(lr=0.1, weight_decay=0.01)} on gradients 0.5, -1 and then 0.25, 2. */
    @Test
    void adamStepsAsPyTorchDoes() {
        float[] parameters = {1, -2};
        UpdateRule adam = UpdateRule.of(new OptimizerSettings.Adam(0.9, 0.999, 1e-8, 0.01), 2, 0.01);

        adam.step(parameters, new float[] {0.5f, -1}, 0.1);
        adam.step(parameters, new float[] {0.25f, 2}, 0.1);

        assertThat(parameters).containsExactly(ADAM_EXPECTED, within(1e-6f));
    }

    private static final float[] ADAM_EXPECTED = {0.806555f, -1.935504f};

    private static LabelledFeatures clusters(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> vectors = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            float[] vector = new float[FEATURES];
            for (int f = 0; f < FEATURES; f++) {
                vector[f] = (float) (random.nextGaussian() * 0.3 + (f % CLASSES == label ? 1 : 0));
            }
            vectors.add(vector);
            labels.add(label);
        }
        return new LabelledFeatures(vectors, labels);
    }
}
