package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Not steps but what comes of them: the losses of three epochs of {@code learning/make_learning.py}'s run are PyTorch's, as
 * nearly as three draws of PyTorch's own weights tell them.
 */
@Tag("slow")
class LearningParityTest {
    private static final int CLASSES = 10;
    private static final int PER_CLASS = 200;
    private static final int BATCH = 128;
    private static final int EPOCHS = 3;
    private static final int SEEDS = 3;

    @Test
    void losesAsPyTorchDoes() throws IOException {
        List<float[]> images = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        read(images, labels);
        JsonNode golden = JsonMapper.shared()
                .readTree(LearningParityTest.class.getResourceAsStream("/learning/learning.json"))
                .get("losses");
        double[][] ours = new double[SEEDS][];
        for (int seed = 0; seed < SEEDS; seed++) {
            ours[seed] = losses(images, labels, seed + 1);
        }
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            int now = epoch;
            double[] theirs = golden.valueStream()
                    .mapToDouble(run -> run.get(now).asDouble())
                    .toArray();
            double spread = Arrays.stream(theirs).max().orElseThrow()
                    - Arrays.stream(theirs).min().orElseThrow();
            double mean =
                    Arrays.stream(ours).mapToDouble(run -> run[now]).average().orElseThrow();
            assertThat(mean)
                    .as("mean loss of epoch %d of %s", epoch + 1, Arrays.deepToString(ours))
                    .isCloseTo(Arrays.stream(theirs).average().orElseThrow(), within(spread));
        }
    }

    /** The first images of each class, image by image through the classes. */
    private static void read(List<float[]> images, List<Integer> labels) throws IOException {
        Preprocessing preprocessing = new Preprocessing(
                32,
                32,
                new Fit.CenterCrop(32),
                Interpolation.BILINEAR,
                List.of(0.4914f, 0.4822f, 0.4465f),
                List.of(0.2470f, 0.2435f, 0.2616f));
        ImageDecoder decoder = new ImageDecoder();
        try (ImageFolder folder = ImageFolder.open(SharedData.require("data/cifar10_jpeg.zip"))) {
            List<List<Sample>> byClass = IntStream.range(0, CLASSES)
                    .mapToObj(label -> folder.samples().stream()
                            .filter(sample -> sample.label() == label)
                            .limit(PER_CLASS)
                            .toList())
                    .toList();
            for (int i = 0; i < PER_CLASS; i++) {
                for (int label = 0; label < CLASSES; label++) {
                    Sample sample = byClass.get(label).get(i);
                    images.add(preprocessing
                            .apply(decoder.decode(folder.read(sample), sample.name()))
                            .data());
                    labels.add(label);
                }
            }
        }
    }

    private static double[] losses(List<float[]> images, List<Integer> labels, long seed) {
        Network network = MobileNet.MOBILENET_V2.build(options ->
                options.withWidth(0.5).withClasses(CLASSES).withDropout(0).withSkippedHalvings(List.of(1, 2)));
        Parameters parameters = Initialization.torchvision(network, seed);
        Workers workers = new Workers(2);
        TrainableNetwork trainable =
                new TrainableNetwork(parameters, new MapShape(32, 32, 3), BATCH, workers, Precision.FLOAT32);
        Optimizer optimizer = new Optimizer(new OptimizerSettings.Sgd(0.9, true, 5e-4), parameters, true);
        CrossEntropy loss = new CrossEntropy(new BatchLoss(0), CLASSES);
        int steps = EPOCHS * Math.ceilDiv(images.size(), BATCH);
        int step = 0;
        double[] losses = new double[EPOCHS];
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int from = 0; from < images.size(); from += BATCH) {
                int to = Math.min(from + BATCH, images.size());
                LoadedBatch<Integer> batch = new LoadedBatch<>(images.subList(from, to), labels.subList(from, to), 1);
                trainable.forward(batch.inputs(), Mode.BATCH_STATISTICS, step);
                Objective.Evaluation seen = loss.of(trainable.outputs(), batch);
                double rate = 0.1 * 0.5 * (1 + Math.cos(Math.PI * step++ / steps));
                optimizer.step(trainable.backward(seen.gradients()), LearningRates.same(rate));
                losses[epoch] += seen.loss() * batch.size() / images.size();
            }
        }
        return losses;
    }
}
