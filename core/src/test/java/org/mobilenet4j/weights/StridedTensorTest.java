package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.PickleValue.Storage;

class StridedTensorTest {
    private static final String FILE = "x.pth";
    private static final MemorySegment STORED = MemorySegment.ofArray(new byte[] {0, 1, 2, 3, 4, 5});

    @Test
    void readsARunWithinAStorage() {
        Storage run = new Storage(ElementType.U8, "0", 6, 2, 4);
        Tensor tensor = new StridedTensor(run, 1, List.of(3L), List.of(1L)).toTensor(FILE, "a", STORED);
        assertThat(tensor.data()).containsExactly(3, 4, 5);
    }

    @Test
    void doesNotMindTheStrideOfAnAxisOfOne() {
        Tensor tensor = whole(0, List.of(1L, 6L), List.of(Long.MAX_VALUE, 1L)).toTensor(FILE, "a", STORED);
        assertThat(tensor.shape()).isEqualTo(Shape.of(1, 6));
        assertThat(tensor.data()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void readsOverlappingAndRepeatedElements() {
        Tensor tensor = whole(1, List.of(2L, 2L, 3L), List.of(0L, 2L, 1L)).toTensor(FILE, "a", STORED);
        assertThat(tensor.data()).containsExactly(1, 2, 3, 3, 4, 5, 1, 2, 3, 3, 4, 5);
    }

    static List<StridedTensor> beyondTheStorage() {
        return List.of(
                whole(0, List.of(7L), List.of(1L)),
                whole(1, List.of(6L), List.of(1L)),
                whole(6, List.of(), List.of()),
                whole(7, List.of(0L), List.of(1L)),
                whole(-1, List.of(2L), List.of(1L)),
                whole(Long.MAX_VALUE, List.of(2L), List.of(1L)),
                whole(0, List.of(2L), List.of(6L)),
                whole(0, List.of(2L), List.of(-1L)),
                whole(0, List.of(2L, 2L), List.of(3L, 3L)),
                whole(0, List.of(3L), List.of(Long.MAX_VALUE)),
                whole(0, List.of(3L, 3L), List.of(Long.MAX_VALUE, Long.MAX_VALUE)),
                whole(0, List.of(2L), List.of()),
                whole(0, List.of(2L), List.of(1L, 1L)),
                whole(0, List.of(-2L), List.of(1L)),
                whole(0, List.of(1L << 40), List.of(0L)),
                whole(0, List.of(1L << 20, 1L << 20), List.of(0L, 0L)),
                inRun(5, 2),
                inRun(-1, 2),
                inRun(0, -1),
                inRun(Long.MAX_VALUE, Long.MAX_VALUE),
                new StridedTensor(new Storage(ElementType.U8, "0", 7, 0, 7), 0, List.of(1L), List.of(1L)),
                new StridedTensor(new Storage(ElementType.F32, "0", 1, 0, 1), 0, List.of(1L), List.of(1L)),
                new StridedTensor(
                        new Storage(ElementType.F32, "0", (1L << 62) + 1, 0, 1), 0, List.of(1L), List.of(1L)));
    }

    @Test
    void refusesMoreAxesThanAnyNetworkHas() {
        StridedTensor tensor = whole(0, Collections.nCopies(17, 1L), Collections.nCopies(17, 1L));
        Fixtures.assertRefused(FILE, () -> tensor.toTensor(FILE, "layer", STORED))
                .hasMessageContaining("has 17 axes; at most 16 can be read");
    }

    @ParameterizedTest
    @MethodSource("beyondTheStorage")
    void refusesWhatReachesBeyondItsStorage(StridedTensor tensor) {
        Fixtures.assertRefused(FILE, () -> tensor.toTensor(FILE, "layer", STORED))
                .hasMessageContaining("'layer'");
    }

    private static StridedTensor whole(long offset, List<Long> sizes, List<Long> strides) {
        return new StridedTensor(new Storage(ElementType.U8, "0", 6, 0, 6), offset, sizes, strides);
    }

    private static StridedTensor inRun(long begin, long length) {
        return new StridedTensor(new Storage(ElementType.U8, "0", 6, begin, length), 0, List.of(1L), List.of(1L));
    }
}
