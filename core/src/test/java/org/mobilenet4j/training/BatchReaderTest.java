package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.augmentation.BatchMixing;
import org.mobilenet4j.augmentation.CutMix;
import org.mobilenet4j.augmentation.MixUp;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;

class BatchReaderTest {
    private static final int RESOLUTION = 6;
    private static final int EXAMPLES = 7;

    /** Every pixel holds the example's number, and what of its seed a float can tell from others. */
    private record Numbered() implements TrainingExamples<Integer> {
        @Override
        public int size() {
            return EXAMPLES;
        }

        @Override
        public int label(int index) {
            return index;
        }

        @Override
        public Integer read(int index, MapShape shape, long seed, float[] input) {
            Arrays.fill(input, index + (seed >>> 44) / (float) (1 << 21));
            return index;
        }
    }

    @Test
    void anExampleThatIsShownAgainIsChangedAnew() {
        List<float[]> read = epoch(1, List.of(), new int[] {3, 5, 3, 3, 5, 6});

        assertThat(read).extracting(input -> (int) input[0]).containsExactly(3, 5, 3, 3, 5, 6);
        assertThat(read).extracting(input -> input[0]).doesNotHaveDuplicates();
        assertThat(epoch(1, List.of(), new int[] {6, 5}).getLast()).isEqualTo(read.get(1));
    }

    @Test
    void mixesTheSameInTheSameEpochOnAnyNumberOfThreads() {
        List<BatchMixing> mixings = List.of(new MixUp(1), new CutMix(1));
        int[] order = {0, 1, 2, 3, 4, 5, 6};

        List<float[]> mixed = epoch(1, mixings, order);

        assertThat(epoch(3, mixings, order)).usingRecursiveComparison().isEqualTo(mixed);
        List<float[]> plain = epoch(1, List.of(), order);
        for (int batch = 0; batch < 6; batch += 3) {
            assertThat(mixed.get(batch)).isNotEqualTo(plain.get(batch));
        }
    }

    @Test
    void aMixedImageIsMostlyOfTheLargerShare() {
        List<float[]> none = List.of();
        List<Integer> labels = List.of(4, 5, 6);

        assertThat(new LoadedBatch<>(none, labels, 0.6).mostShown(0)).isEqualTo(4);
        assertThat(new LoadedBatch<>(none, labels, 0.4).mostShown(0)).isEqualTo(6);
        assertThat(new LoadedBatch<>(none, labels, 0.4).mostShown(1)).isEqualTo(4);
        assertThat(new LoadedBatch<>(none, labels, 1).isMixed()).isFalse();
    }

    /** Copies of what an epoch shows, in batches of three. */
    private static List<float[]> epoch(int threads, List<BatchMixing> mixings, int[] order) {
        List<float[]> inputs = new ArrayList<>();
        BatchReader<Integer> reader = new BatchReader<>(
                new Numbered(),
                3,
                mixings,
                new MapShape(RESOLUTION, RESOLUTION, 1),
                new Seeds(8),
                new Workers(threads),
                Ranks.ALONE);
        reader.begin(2, order, 0);
        while (inputs.size() < order.length) {
            reader.next().inputs().forEach(input -> inputs.add(input.clone()));
        }
        return inputs;
    }
}
