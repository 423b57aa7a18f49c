package org.mobilenet4j.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.Window;

/**
 * A block, a band of output rows at a time: expand the rows that the band's filters see, filter them, project them. The
 * expanded map, several times larger than the block's input and output, so never leaves the core's own cache (MobileNetV2,
 * section 5.1, "Memory efficient inference"). Rows that two bands see are kept, not computed again. A block with
 * squeeze-excite ends with the filtered map, since its factors need all of it before any can be projected, and with the sums
 * of the map's rows.
 *
 * @param window of the depthwise convolution over the whole map
 * @param bands from top to bottom; all of the map, or the share of one thread
 * @param expand null where the block does not expand
 * @param expanded room for the expanded rows of one band; null where the block does not expand
 * @param project null where the filtered map is what comes out
 * @param filtered room for the filtered rows of one band; null where they are what comes out
 * @param shortcut what is added to the output, of its shape; null where nothing is
 * @param rowSums the sum of each channel over each output row, for squeeze-excite; null where it is not wanted
 */
record FusedBlock(
        Window window,
        List<RowBand> bands,
        @Nullable PackedMatrix expand,
        PackedFilters filter,
        @Nullable PackedMatrix project,
        Value in,
        @Nullable Value expanded,
        @Nullable Value filtered,
        Value out,
        @Nullable Value shortcut,
        @Nullable Value rowSums)
        implements Operation {
    /**
     * A run of output rows.
     *
     * @param window over the input rows that the run sees
     * @param outRow the first output row
     * @param inRow the first input row that the run sees
     * @param kept how many of these the band before has expanded
     * @param keptFrom where they begin among that band's rows
     */
    record RowBand(Window window, int outRow, int inRow, int kept, int keptFrom) {
        /** What the run sees of a whole input map. */
        Value input(Value map) {
            int rowFloats = window.width() * window.channels();
            return map.slice(inRow * rowFloats, window.height() * rowFloats);
        }

        /** What the run writes of a whole output map. */
        Value output(Value map, int channels) {
            int rowFloats = window.outWidth() * channels;
            return map.slice(outRow * rowFloats, window.outHeight() * rowFloats);
        }
    }

    /** Beyond this, matrices are read anew from behind the cache by every band, and fewer bands cost less. */
    private static final int CACHED_MATRIX_FLOATS = 1024 * 1024 / Float.BYTES;

    /**
     * The output rows of a band: all of a small map, else as many as stay in the cache, in bands of even height; where the
     * matrices are large, as many as leave the filtered rows in it.
     *
     * @param bandFloats what a band may take, see {@link Kernels#bandFloats}
     * @param outRows of the map's output rows, a share of them
     */
    static int bandRows(
            int bandFloats, Window window, int outRows, @Nullable PackedMatrix expand, @Nullable PackedMatrix project) {
        if (floats(expand) + floats(project) > CACHED_MATRIX_FLOATS) {
            int most = Math.max(1, bandFloats / (window.outWidth() * window.channels()));
            return Math.ceilDiv(outRows, Math.ceilDiv(outRows, most));
        }
        int rowFloats = window.width() * window.channels() * window.stride() + window.outWidth() * window.channels();
        if (outRows * rowFloats <= bandFloats) {
            return outRows;
        }
        int halo = (window.kernel() - 1) * window.width() * window.channels();
        int most = Math.max(1, (bandFloats - halo) / rowFloats);
        int shared = reach(window, 1) - window.stride(); // rows that a band is given by the one before
        if (most < shared) { // of a dilated filter: to move them would cost more than the cache saves
            most = 2 * shared;
        }
        int bands = Math.ceilDiv(outRows, most);
        return Math.ceilDiv(outRows, bands);
    }

    private static int floats(@Nullable PackedMatrix matrix) {
        return matrix == null ? 0 : matrix.inChannels() * matrix.outChannels();
    }

    /** The most input rows that the filters of a band see. */
    static int inputRows(Window window, int bandRows) {
        return Math.min(window.height(), reach(window, bandRows));
    }

    /** Cuts a depthwise convolution over a whole map into bands of at most {@code bandRows} output rows. */
    static List<RowBand> bands(Window window, int bandRows) {
        return bands(window, 0, window.outHeight(), bandRows);
    }

    /** One band of the output rows from {@code fromRow} to {@code endRow}. */
    static RowBand band(Window window, int fromRow, int endRow) {
        return bands(window, fromRow, endRow, endRow - fromRow).getFirst();
    }

    /** Cuts the output rows from {@code fromRow} to {@code endRow}; the first of their bands finds nothing expanded. */
    static List<RowBand> bands(Window window, int fromRow, int endRow, int bandRows) {
        List<RowBand> bands = new ArrayList<>();
        int heldFrom = 0; // the input rows that the band before has expanded
        int heldTo = 0;
        for (int y = fromRow; y < endRow; y += bandRows) {
            int rows = Math.min(bandRows, endRow - y);
            int start = y * window.stride() - window.top();
            int from = Math.max(0, start);
            int to = Math.min(window.height(), start + reach(window, rows));
            Window part = new Window(
                    to - from,
                    window.width(),
                    window.channels(),
                    window.kernel(),
                    window.stride(),
                    window.dilation(),
                    from - start,
                    window.left(),
                    rows,
                    window.outWidth());
            int kept = Math.max(0, heldTo - from);
            bands.add(new RowBand(part, y, from, kept, kept == 0 ? 0 : from - heldFrom));
            heldFrom = from;
            heldTo = to;
        }
        return List.copyOf(bands);
    }

    private static int reach(Window window, int rows) {
        return (rows - 1) * window.stride() + window.dilation() * (window.kernel() - 1) + 1;
    }

    /** The channels of the map that comes out. */
    int outChannels() {
        return project == null ? window.channels() : project.outChannels();
    }

    @Override
    public Stream<Product> products() {
        return bands.stream().flatMap(band -> {
            int rows = (band.window.height() - band.kept) * band.window.width();
            return Stream.of(
                            expand == null || rows == 0 ? null : Product.of(rows, expand),
                            project == null ? null : Product.of(band.window.outPixels(), project))
                    .filter(Objects::nonNull);
        });
    }

    @Override
    public void run(Workspace workspace) {
        for (int i = 0; i < bands.size(); i++) {
            RowBand band = bands.get(i);
            Window window = band.window;
            int rowFloats = window.width() * window.channels();
            int mapAt;
            if (expand == null || expanded == null) {
                mapAt = workspace.at(in) + band.inRow * rowFloats;
            } else {
                mapAt = workspace.at(expanded);
                System.arraycopy(
                        workspace.arena(),
                        mapAt + band.keptFrom * rowFloats,
                        workspace.arena(),
                        mapAt,
                        band.kept * rowFloats);
                expand.run(
                        workspace,
                        (window.height() - band.kept) * window.width(),
                        workspace.at(in) + (band.inRow + band.kept) * window.width() * expand.inChannels(),
                        mapAt + band.kept * rowFloats);
            }
            int outAt = workspace.at(out) + band.outRow * window.outWidth() * outChannels();
            if (project == null || filtered == null) {
                filter.run(workspace, window, mapAt, outAt);
            } else {
                filter.run(workspace, window, mapAt, workspace.at(filtered));
                project.run(workspace, window.outPixels(), workspace.at(filtered), outAt);
            }
            if (shortcut != null) {
                int shift = outAt - workspace.at(out);
                Operation.Add.run(workspace, outAt, workspace.at(shortcut) + shift, window.outPixels() * outChannels());
            }
            if (rowSums != null) {
                int channels = window.channels();
                Operation.Pool.run(
                        workspace,
                        window.outHeight(),
                        window.outWidth(),
                        channels,
                        1,
                        outAt,
                        workspace.at(rowSums) + band.outRow * channels);
            }
        }
    }
}
