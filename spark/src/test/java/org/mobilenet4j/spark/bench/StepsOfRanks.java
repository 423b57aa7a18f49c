package org.mobilenet4j.spark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.spark.ranks.Patience;
import org.mobilenet4j.spark.ranks.SocketRanks;
import org.mobilenet4j.training.LabelledInputs;
import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.network.Mode;

/**
 * The time of a step of MobileNetV2 at 224 pixels and batches of 32, of one of several ranks; without Spark, so that each may
 * run in a network namespace of its own:
 *
 * <pre>StepsOfRanks RANK COUNT THREADS HOST FOLDER EPOCHS [MODE]</pre>
 *
 * <p>Ranks meet by files in the folder, which must be empty. One rank of two threads is what two of one thread compare with.
 */
public final class StepsOfRanks {
    private static final int EXAMPLES = 256;
    private static final int BATCH = 32;

    private StepsOfRanks() {}

    public static void main(String... args) throws IOException {
        int rank = Integer.parseInt(args[0]);
        int count = Integer.parseInt(args[1]);
        int threads = Integer.parseInt(args[2]);
        Path folder = Path.of(args[4]);
        int epochs = Integer.parseInt(args[5]);
        Mode mode = args.length > 6 ? Mode.valueOf(args[6]) : Mode.BATCH_STATISTICS;
        TrainerOptions options = TrainerOptions.FINE_TUNING.with(change -> change.epochs(epochs)
                .batchSize(BATCH)
                .threads(threads)
                .mode(mode)
                .sampler(new Sampler.Sharded(
                        IntStream.range(0, Math.max(count, threads))
                                .mapToObj(i -> EXAMPLES / Math.max(count, threads))
                                .toList(),
                        BATCH)));
        if (count == 1) {
            train(options, Ranks.ALONE);
            return;
        }
        try (SocketRanks ranks = SocketRanks.meet(
                rank, args[3], own -> told(folder, rank, count, own.getFirst()), 1, Patience.DEFAULT, () -> false)) {
            train(options, ranks);
            ranks.leave();
        }
    }

    private static void train(TrainerOptions options, Ranks ranks) throws IOException {
        Parameters start =
                Initialization.torchvision(MobileNet.MOBILENET_V2.build(network -> network.withClasses(1000)), 1);
        MapShape input = new MapShape(224, 224, 3);
        LabelledInputs examples = drawn(EXAMPLES, input);
        LabelledInputs few = drawn(2, input);
        List<Long> ends = new ArrayList<>();
        Trainer.ofClassifiers(options, ranks).train(start, input, examples, few, new TrainingListener() {
            @Override
            public void onEpoch(Epoch epoch) {}

            @Override
            public void onStep(Step step) {
                ends.add(System.nanoTime());
            }
        });
        int perEpoch = EXAMPLES / BATCH;
        double[] millis = IntStream.range(1, ends.size())
                .filter(i -> i >= perEpoch && i % perEpoch != 0) // the first epoch warms up; checks are between epochs
                .mapToDouble(i -> (ends.get(i) - ends.get(i - 1)) * 1e-6)
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "rank %d of %d: %.1f ms a step (median of %d; %.1f to %.1f)%n",
                ranks.rank(),
                ranks.count(),
                millis[millis.length / 2],
                millis.length,
                Arrays.stream(millis).min().orElse(0),
                Arrays.stream(millis).max().orElse(0));
    }

    private static LabelledInputs drawn(int count, MapShape input) {
        SplittableRandom random = new SplittableRandom(1);
        List<float[]> inputs = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            float[] values = new float[input.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-2, 2);
            }
            inputs.add(values);
            labels.add(n % 1000);
        }
        return new LabelledInputs(inputs, labels);
    }

    private static List<String> told(Path folder, int rank, int count, String address) {
        try {
            Path own = Files.writeString(folder.resolve(rank + ".tmp"), address);
            Files.move(own, folder.resolve(Integer.toString(rank)), StandardCopyOption.ATOMIC_MOVE);
            List<String> all = new ArrayList<>();
            for (int other = 0; other < count; other++) {
                Path file = folder.resolve(Integer.toString(other));
                while (!Files.exists(file)) {
                    Thread.sleep(20);
                }
                all.add(Files.readString(file));
            }
            return all;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
