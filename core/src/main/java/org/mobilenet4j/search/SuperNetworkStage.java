package org.mobilenet4j.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.NormStatistics;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;

/** Trains the super-network, and judges networks by their share of its weights. Its file is written after each epoch. */
final class SuperNetworkStage implements CandidateEvaluator {
    /** Seeds of draws beside those of epochs, which are counted from 1. */
    private static final int FOR_COSTS = -1;

    private static final int FOR_EVALUATIONS = -2;

    private static final int CALIBRATION_BATCHES = 2;

    private final SearchSetup setup;
    private final Path file;
    private final Map<SubNetwork, Double> millis = new HashMap<>();
    private final TrainerOptions sharing;
    private final RunLength length;
    private final double processorSecondsPerImage;
    private final SuperNetwork shared;

    /**
     * Measures what training costs, unless that is known, and so decides how long it is.
     *
     * @param minutes that training takes
     */
    SuperNetworkStage(SearchSetup setup, double minutes) {
        this.setup = setup;
        this.file = file(setup.folder());
        this.sharing = setup.options().with(change -> change.averageDecay(0));
        Measurements measured = setup.measured();
        double secondsPerImage =
                measured.of("seconds_per_image/super_network", () -> costPerImage(sharing, Pace::seconds));
        this.processorSecondsPerImage = measured.of(
                "processor_seconds_per_image/super_network",
                () -> costPerImage(Pace.sample(sharing), Pace::processorSeconds));
        this.length = setup.length(minutes, secondsPerImage);
        this.shared = superNetwork(length.applyTo(sharing));
    }

    static Path file(Path folder) {
        return folder.resolve("supernetwork.safetensors");
    }

    private SuperNetwork superNetwork(TrainerOptions options) {
        return new SuperNetwork(
                setup.space().widest(), options, setup.input(), setup.data().examples());
    }

    /**
     * What an image costs, over some paths, making them included.
     *
     * @param seconds of the work that it is given
     */
    private double costPerImage(TrainerOptions options, ToDoubleFunction<Runnable> seconds) {
        SuperNetwork tried = superNetwork(options.with(change -> change.epochs(RunLength.LEAST_EPOCHS)));
        List<Network> paths =
                Stream.generate(paths(FOR_COSTS)).limit(RunLength.LEAST_EPOCHS).toList();
        int steps = Math.min(SuperNetwork.STEPS_PER_PATH, tried.stepsPerEpoch());
        Runnable everyEpoch = () -> {
            for (int epoch = 1; epoch <= paths.size(); epoch++) {
                tried.train(epoch, 0, steps, paths.get(epoch - 1), each -> {});
            }
        };
        everyEpoch.run(); // until the JVM has compiled it
        int batch = Math.min(options.batchSize(), setup.data().examples().size());
        return seconds.applyAsDouble(everyEpoch) / ((double) paths.size() * steps * batch);
    }

    /** Networks within the limit, drawn evenly: others would not be searched. */
    private Supplier<Network> paths(int purpose) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom")
                .create(31 * setup.settings().seed() + purpose);
        List<Integer> sizes = setup.space().sizes();
        double limit = setup.limitMillis();
        return () -> {
            SubNetwork path = setup.space().subNetwork(SearchSpace.uniform(sizes, random));
            while (millis(path) > limit) {
                path = setup.space().subNetwork(SearchSpace.uniform(sizes, random));
            }
            return setup.space().network(path);
        };
    }

    /**
     * Trains, from where the file leaves off.
     *
     * @return the mean loss of each epoch
     */
    List<Double> train() throws IOException {
        int done = Files.exists(file) ? shared.read(file) : 0;
        setup.listener()
                .onNote(String.format(
                        Locale.ROOT,
                        "super-network: %d epochs of %,d images, %d done; networks up to %.3f ms",
                        length.epochs(),
                        length.imagesPerEpoch(),
                        done,
                        setup.limitMillis()));
        List<Double> losses = new ArrayList<>();
        for (int epoch = 1; epoch <= length.epochs(); epoch++) {
            if (epoch > done) {
                long begin = System.nanoTime();
                double loss = shared.train(epoch, paths(epoch), each -> {});
                double seconds = (System.nanoTime() - begin) * 1e-9;
                setup.measured().put(Map.of(loss(epoch), loss, seconds(epoch), seconds));
                shared.write(file, epoch);
                setup.listener()
                        .onNote(String.format(
                                Locale.ROOT, "super-network: epoch %d/%d, loss %.3f", epoch, length.epochs(), loss));
            }
            losses.add(setup.measured().get(loss(epoch)));
        }
        return losses;
    }

    private static String loss(int epoch) {
        return "loss/super_network/" + epoch;
    }

    private static String seconds(int epoch) {
        return "seconds/super_network/" + epoch;
    }

    /**
     * How many seconds went by on the clock for each that one thread alone would have worked, while the super-network was
     * trained: less with more threads, more where the machine was busy.
     */
    double secondsPerProcessorSecond() {
        double seconds = 0;
        for (int epoch = 1; epoch <= length.epochs(); epoch++) {
            seconds += setup.measured().get(seconds(epoch));
        }
        return seconds / (length.images() * processorSecondsPerImage);
    }

    /** How many seconds an evaluation takes. */
    double secondsPerEvaluation() {
        return setup.measured().of("seconds_per_evaluation", () -> {
            Supplier<Network> paths = paths(FOR_EVALUATIONS);
            top1(paths.get()); // once before, for the JVM
            long begin = System.nanoTime();
            top1(paths.get());
            top1(paths.get());
            return (System.nanoTime() - begin) * 1e-9 / 2;
        });
    }

    @Override
    public double millis(SubNetwork network) {
        return millis.computeIfAbsent(
                network, added -> setup.latencies().applyAsDouble(setup.space().network(added)));
    }

    @Override
    public double accuracy(SubNetwork network) {
        return setup.measured()
                .of("accuracy/" + network, () -> top1(setup.space().network(network)));
    }

    private double top1(Network network) {
        TrainingExamples<Integer> calibration = setup.data().calibration();
        Parameters parameters = NormStatistics.reestimated(
                shared.parameters(network),
                setup.input(),
                calibration,
                CALIBRATION_BATCHES,
                Math.ceilDiv(calibration.size(), CALIBRATION_BATCHES),
                setup.workers());
        return setup.top1(parameters, setup.data().heldOut());
    }
}
