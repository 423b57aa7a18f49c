package org.mobilenet4j.inference;

import java.util.Collections;
import java.util.stream.Stream;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.Window;

/** A part of a network's computation: what is computed, on which values, with which constants. Immutable. */
sealed interface Operation
        permits Operation.Dense,
                Operation.Patched,
                Operation.Pointwise,
                Operation.Depthwise,
                FusedBlock,
                GatedProduct,
                Operation.Pool,
                Operation.Scale,
                Operation.Add,
                Operation.Multiply,
                Operation.Resize,
                Operation.Copy {
    void run(Workspace workspace);

    /** The matrix products that it computes, each as often as it calls the kernels. */
    default Stream<Product> products() {
        return Stream.empty();
    }

    /** A dense convolution. */
    record Dense(Window window, PackedMatrix matrix, Value in, Value out) implements Operation {
        @Override
        public void run(Workspace workspace) {
            Epilogue epilogue = matrix.epilogue();
            workspace
                    .kernels()
                    .dense(
                            window,
                            matrix.outChannels(),
                            workspace.arena(),
                            workspace.at(in),
                            workspace.constants(),
                            matrix.panelsAt(),
                            workspace.constants(),
                            matrix.biasAt(),
                            epilogue.low(),
                            epilogue.high(),
                            workspace.arena(),
                            workspace.at(out));
            epilogue.finish(workspace, workspace.at(out), out.length());
        }
    }

    /**
     * A dense convolution of few channels, the stem: the windows of a row of outputs are gathered, and multiplied while they are
     * in the cache.
     *
     * @param patches room for the windows of a row
     */
    record Patched(Window window, PackedMatrix matrix, Value in, Value patches, Value out) implements Operation {
        @Override
        public void run(Workspace workspace) {
            int rowsAt = workspace.at(patches);
            for (int y = 0; y < window.outHeight(); y++) {
                workspace.kernels().patches(window, y, workspace.arena(), workspace.at(in), workspace.arena(), rowsAt);
                int outAt = workspace.at(out) + y * window.outWidth() * matrix.outChannels();
                matrix.run(workspace, window.outWidth(), rowsAt, outAt);
            }
        }

        @Override
        public Stream<Product> products() {
            return Collections.nCopies(window.outHeight(), Product.of(window.outWidth(), matrix)).stream();
        }
    }

    /** A matrix product: a 1 x 1 convolution over {@code rows} pixels, or a linear layer with one row. */
    record Pointwise(int rows, PackedMatrix matrix, Value in, Value out) implements Operation {
        @Override
        public void run(Workspace workspace) {
            matrix.run(workspace, rows, workspace.at(in), workspace.at(out));
        }

        @Override
        public Stream<Product> products() {
            return Stream.of(Product.of(rows, matrix));
        }
    }

    /** A depthwise convolution. */
    record Depthwise(Window window, PackedFilters filter, Value in, Value out) implements Operation {
        @Override
        public void run(Workspace workspace) {
            filter.run(workspace, window, workspace.at(in), workspace.at(out));
        }
    }

    /**
     * The sum of each channel over runs of pixels, divided: the means over a map, or what each of its rows adds to them.
     *
     * @param runs how many sums each channel has
     * @param pixels in a run
     */
    record Pool(int runs, int pixels, int channels, int divisor, Value in, Value out) implements Operation {
        @Override
        public void run(Workspace workspace) {
            run(workspace, runs, pixels, channels, divisor, workspace.at(in), workspace.at(out));
        }

        static void run(Workspace workspace, int runs, int pixels, int channels, int divisor, int inAt, int outAt) {
            float[] arena = workspace.arena();
            for (int i = 0; i < runs; i++) {
                int from = inAt + i * pixels * channels;
                workspace
                        .kernels()
                        .globalAveragePool(pixels, channels, divisor, arena, from, arena, outAt + i * channels);
            }
        }
    }

    /** Squeeze-excite's last step: every pixel times the channels' factors, in place. */
    record Scale(int pixels, int channels, Value value, Value factors) implements Operation {
        @Override
        public void run(Workspace workspace) {
            run(workspace, pixels, channels, workspace.at(value), workspace.at(factors));
        }

        static void run(Workspace workspace, int pixels, int channels, int at, int factorsAt) {
            workspace.kernels().scaleChannels(pixels, channels, workspace.arena(), at, workspace.arena(), factorsAt);
        }
    }

    /** The shortcut: a block's input is added to its output in place. */
    record Add(Value sum, Value term) implements Operation {
        @Override
        public void run(Workspace workspace) {
            run(workspace, workspace.at(sum), workspace.at(term), sum.length());
        }

        static void run(Workspace workspace, int sumAt, int termAt, int length) {
            workspace.kernels().add(workspace.arena(), sumAt, workspace.arena(), termAt, length);
        }
    }

    /** The product of two values of one shape, in place. */
    record Multiply(Value product, Value factors) implements Operation {
        @Override
        public void run(Workspace workspace) {
            workspace
                    .kernels()
                    .multiply(
                            workspace.arena(),
                            workspace.at(product),
                            workspace.arena(),
                            workspace.at(factors),
                            product.length());
        }
    }

    /**
     * Some rows of a map that is resized bilinearly.
     *
     * @param in the whole input map
     * @param out the whole output map
     * @param firstRow of the output
     * @param endRow one past the last
     * @param channel where in the pixels of {@code out} the resized channels begin
     * @param stride the channels of {@code out}
     */
    record Resize(MapShape from, MapShape to, int firstRow, int endRow, Value in, Value out, int channel, int stride)
            implements Operation {
        @Override
        public void run(Workspace workspace) {
            workspace
                    .kernels()
                    .bilinear(
                            from.height(),
                            from.width(),
                            from.channels(),
                            workspace.arena(),
                            workspace.at(in),
                            to.height(),
                            to.width(),
                            firstRow,
                            endRow,
                            workspace.arena(),
                            workspace.at(out) + channel,
                            stride);
        }
    }

    /**
     * Pixels copied into a map that may have more channels: a part of a concatenation, or a value that is about to be
     * overwritten.
     *
     * @param channel where in the pixels of {@code out} those of {@code in} begin
     */
    record Copy(int pixels, int channels, Value in, Value out, int channel, int outChannels) implements Operation {
        @Override
        public void run(Workspace workspace) {
            float[] arena = workspace.arena();
            int from = workspace.at(in);
            int to = workspace.at(out) + channel;
            if (channels == outChannels) {
                System.arraycopy(arena, from, arena, to, pixels * channels);
                return;
            }
            for (int pixel = 0; pixel < pixels; pixel++) {
                System.arraycopy(arena, from + pixel * channels, arena, to + pixel * outChannels, channels);
            }
        }
    }
}
