package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.tensor.Shape;

class SliceTest {
    private static float[] counted(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i;
        }
        return values;
    }

    @Test
    void aKernelOfThreeIsTheMiddleOfFive() {
        float[] part = new float[9];

        new Slice(Shape.of(2, 1, 5, 5), Shape.of(1, 1, 3, 3)).read(counted(50), part);

        assertThat(part).containsExactly(6, 7, 8, 11, 12, 13, 16, 17, 18);
    }

    @Test
    void channelsAreTheFirst() {
        float[] part = new float[4];

        new Slice(Shape.of(3, 4, 1, 1), Shape.of(2, 2, 1, 1)).read(counted(12), part);

        assertThat(part).containsExactly(0, 1, 4, 5);
    }

    @Test
    void vectorsAndScalarsHaveSlicesToo() {
        float[] vector = new float[2];
        new Slice(Shape.of(3), Shape.of(2)).read(counted(3), vector);
        assertThat(vector).containsExactly(0, 1);

        float[] scalar = new float[1];
        new Slice(Shape.of(), Shape.of()).read(new float[] {7}, scalar);
        assertThat(scalar).containsExactly(7);
    }

    @Test
    void writingLeavesTheRest() {
        float[] whole = counted(50);
        float[] part = {-1, -2, -3, -4, -5, -6, -7, -8, -9};
        Slice slice = new Slice(Shape.of(2, 1, 5, 5), Shape.of(1, 1, 3, 3));

        slice.write(part, whole);

        float[] back = new float[9];
        slice.read(whole, back);
        assertThat(back).isEqualTo(part);
        assertThat(Arrays.copyOfRange(whole, 25, 50)).isEqualTo(Arrays.copyOfRange(counted(50), 25, 50));
        assertThat(whole[5]).isEqualTo(5);
        assertThat(whole[9]).isEqualTo(9);
    }

    @Test
    void refusesWhatIsNoPart() {
        assertThatThrownBy(() -> new Slice(Shape.of(2, 3), Shape.of(3, 3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Slice(Shape.of(2, 3), Shape.of(2))).isInstanceOf(IllegalArgumentException.class);
    }
}
