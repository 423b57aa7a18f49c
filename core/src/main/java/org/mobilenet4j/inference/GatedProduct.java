package org.mobilenet4j.inference;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The end of a block with squeeze-excite, some rows at a time: scale them, project them, add the shortcut, while they are in
 * the core's cache.
 *
 * @param in what is projected; its pixels are scaled in place
 * @param factors one for each of its channels
 * @param shortcut what is added to the output, of its shape; null where nothing is
 */
record GatedProduct(
        int rows,
        PackedMatrix project,
        Value in,
        Value factors,
        Value out,
        @Nullable Value shortcut) implements Operation {
    /** Whole tiles of five and of fourteen rows; at 960 channels a quarter of a megabyte. */
    private static final int STRIP = 70;

    @Override
    public void run(Workspace workspace) {
        int inChannels = project.inChannels();
        int outChannels = project.outChannels();
        for (int row = 0; row < rows; row += STRIP) {
            int count = Math.min(STRIP, rows - row);
            int inAt = workspace.at(in) + row * inChannels;
            int outAt = workspace.at(out) + row * outChannels;
            Operation.Scale.run(workspace, count, inChannels, inAt, workspace.at(factors));
            project.run(workspace, count, inAt, outAt);
            if (shortcut != null) {
                int length = count * outChannels;
                Operation.Add.run(workspace, outAt, workspace.at(shortcut) + row * outChannels, length);
            }
        }
    }

    @Override
    public Stream<Product> products() {
        return IntStream.iterate(0, row -> row < rows, row -> row + STRIP)
                .mapToObj(row -> Product.of(Math.min(STRIP, rows - row), project));
    }

    /** The product of the rows from {@code from} to {@code to}. */
    GatedProduct part(int from, int to) {
        return new GatedProduct(
                to - from,
                project,
                rows(in, from, to, project.inChannels()),
                factors,
                rows(out, from, to, project.outChannels()),
                shortcut == null ? null : rows(shortcut, from, to, project.outChannels()));
    }

    private static Value rows(Value map, int from, int to, int channels) {
        return map.slice(from * channels, (to - from) * channels);
    }
}
