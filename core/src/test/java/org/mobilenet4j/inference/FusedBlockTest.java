package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;

/** A block computed band by band is, bit for bit, the block computed whole. */
class FusedBlockTest {
    private static final int IN = 5;
    private static final int EXPANDED = 20;
    private static final int OUT = 7;

    private final Kernels kernels = KernelSelection.chosen().kernels();

    @ParameterizedTest
    @CsvSource({
        "11, 9, 3, 1, 1, true", "11, 9, 3, 2, 1, true", "12, 10, 3, 2, 0, true", "13, 8, 5, 1, 2, true",
        "13, 8, 5, 2, 1, true", "1, 4, 3, 1, 1, true", "11, 9, 3, 1, 1, false", "14, 9, 5, 2, 2, false"
    })
    void bandsGiveWhatTheWholeGives(int height, int width, int kernel, int stride, int before, boolean isExpanded) {
        Window window = new Window(
                height,
                width,
                EXPANDED,
                kernel,
                stride,
                1,
                before,
                before,
                Math.ceilDiv(height, stride),
                Math.ceilDiv(width, stride));

        for (boolean isProjected : new boolean[] {true, false}) {
            float[] whole = run(window, window.outHeight(), isExpanded, isProjected);
            for (int bandRows = 1; bandRows < window.outHeight(); bandRows++) {
                assertThat(run(window, bandRows, isExpanded, isProjected))
                        .as("bands of %d rows, %s", bandRows, isProjected ? "projected" : "filtered")
                        .isEqualTo(whole);
            }
        }
    }

    private float[] run(Window window, int bandRows, boolean isExpanded, boolean isProjected) {
        int inChannels = isExpanded ? IN : EXPANDED;
        int pixels = window.height() * window.width();
        Value in = new Value(0, pixels * inChannels);
        Value expanded = new Value(1, FusedBlock.inputRows(window, bandRows) * window.width() * EXPANDED);
        Value filtered = new Value(2, bandRows * window.outWidth() * EXPANDED);
        Value out = new Value(3, window.outPixels() * (isProjected ? OUT : EXPANDED));
        Value shortcut = new Value(4, out.length());
        Value rowSums = new Value(5, window.outHeight() * EXPANDED);
        int[] offsets = new int[6];
        int length = 0;
        for (Value value : new Value[] {in, expanded, filtered, shortcut, out, rowSums}) {
            offsets[value.id()] = length;
            length += value.length();
        }
        float[] arena = new float[length];
        Arrays.fill(arena, Float.NaN); // what is read before it is written shows
        System.arraycopy(values(in.length(), 1), 0, arena, 0, in.length());
        System.arraycopy(values(out.length(), 3), 0, arena, offsets[4], out.length());

        int expandPanels = WeightPacking.panelsLength(kernels.panel(), IN, EXPANDED);
        int projectPanels = WeightPacking.panelsLength(kernels.panel(), EXPANDED, OUT);
        int bias = WeightPacking.paddedOut(kernels.panel(), EXPANDED);
        int taps = window.kernel() * window.kernel() * EXPANDED;
        float[] constants = values(expandPanels + projectPanels + taps + bias, 2);
        int biasAt = expandPanels + projectPanels + taps;
        PackedMatrix expand = new PackedMatrix(IN, EXPANDED, 0, biasAt, Epilogue.of(Activation.RELU6));
        PackedFilters filter =
                new PackedFilters(expandPanels + projectPanels, biasAt, Epilogue.of(Activation.HARD_SWISH));
        PackedMatrix project = new PackedMatrix(EXPANDED, OUT, expandPanels, biasAt, Epilogue.of(Activation.NONE));

        new FusedBlock(
                        window,
                        FusedBlock.bands(window, bandRows),
                        isExpanded ? expand : null,
                        filter,
                        isProjected ? project : null,
                        in,
                        isExpanded ? expanded : null,
                        isProjected ? filtered : null,
                        out,
                        isProjected ? shortcut : null,
                        isProjected ? null : rowSums)
                .run(new Workspace(kernels, constants, arena, offsets));
        return Arrays.copyOfRange(arena, offsets[3], isProjected ? offsets[5] : arena.length);
    }

    private static float[] values(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
