package org.mobilenet4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.NarrowWeights;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;

/**
 * An operation of a compiled network, described for people and measurements.
 *
 * @param place the layer or block that it computes or is part of
 * @param kernel what it runs, with the geometry
 * @param tile rows x channels of the matrix product that are kept in registers, or empty where there is none
 * @param input its shape: H x W x C, or pixels x C
 * @param output its shape: H x W x C, or pixels x C
 * @param bytesTouched the different bytes of the arena and the weights that it reads or writes
 * @param multiplyAdds as papers count them, those with the zeros around a map too
 * @param arenaOffset where its output begins, in bytes
 * @param arenaBytes of its output and of the room that it works in
 */
public record PlannedOperation(
        String place,
        String kernel,
        String tile,
        String input,
        String output,
        long bytesTouched,
        long multiplyAdds,
        long arenaOffset,
        long arenaBytes) {
    static PlannedOperation of(String place, Operation operation, Kernels kernels, ArenaPlan plan) {
        Reading reading = new Reading(place, kernels, plan);
        return switch (operation) {
            case Operation.Dense dense ->
                reading.dense(dense.window(), dense.matrix(), dense.window().outPixels(), dense.out(), dense.in());
            case Operation.Patched dense ->
                reading.dense(
                        dense.window(),
                        dense.matrix(),
                        dense.window().outWidth(),
                        dense.out(),
                        dense.in(),
                        dense.patches());
            case Operation.Pointwise pointwise -> reading.pointwise(pointwise);
            case Operation.Depthwise depthwise -> reading.depthwise(depthwise);
            case FusedBlock block -> reading.block(block);
            case GatedProduct product -> reading.gated(product);
            case Operation.Pool pool ->
                reading.operation(
                        "mean",
                        "",
                        shape(pool.runs() * pool.pixels(), pool.channels()),
                        shape(pool.runs(), pool.channels()),
                        0,
                        0,
                        pool.out(),
                        pool.in());
            case Operation.Scale scale ->
                reading.inPlace("scale", shape(scale.pixels(), scale.channels()), scale.value(), scale.factors());
            case Operation.Multiply multiply ->
                reading.inPlace(
                        "multiply",
                        Integer.toString(multiply.product().length()),
                        multiply.product(),
                        multiply.factors());
            case Operation.Resize resize ->
                reading.operation(
                        "bilinear",
                        "",
                        shape(
                                resize.from().height(),
                                resize.from().width(),
                                resize.from().channels()),
                        shape(
                                resize.to().height(),
                                resize.to().width(),
                                resize.to().channels()),
                        0,
                        0,
                        resize.out(),
                        resize.in());
            case Operation.Copy copy ->
                reading.operation(
                        "copy",
                        "",
                        shape(copy.pixels(), copy.channels()),
                        shape(copy.pixels(), copy.outChannels()),
                        0,
                        0,
                        copy.out(),
                        copy.in());
            case Operation.Add add ->
                reading.inPlace("add", Integer.toString(add.sum().length()), add.sum(), add.term());
        };
    }

    /** What every description needs. */
    private record Reading(String place, Kernels kernels, ArenaPlan plan) {
        /** {@code rows} of windows are multiplied at a time. */
        PlannedOperation dense(Window window, PackedMatrix matrix, int rows, Value out, Value in, Value... room) {
            return operation(
                    "dense " + geometry(window),
                    kernels.tile(rows, matrix.inChannels(), matrix.outChannels()),
                    shape(window.height(), window.width(), window.channels()),
                    shape(window.outHeight(), window.outWidth(), matrix.outChannels()),
                    matrixFloats(matrix),
                    multiplyAdds(window.outPixels(), matrix),
                    out,
                    in,
                    room);
        }

        PlannedOperation pointwise(Operation.Pointwise pointwise) {
            PackedMatrix product = pointwise.matrix();
            return operation(
                    pointwise.rows() == 1 ? "linear" : "pointwise",
                    kernels.tile(pointwise.rows(), product.inChannels(), product.outChannels()),
                    shape(pointwise.rows(), product.inChannels()),
                    shape(pointwise.rows(), product.outChannels()),
                    matrixFloats(product),
                    multiplyAdds(pointwise.rows(), product),
                    pointwise.out(),
                    pointwise.in());
        }

        PlannedOperation gated(GatedProduct gated) {
            PackedMatrix product = gated.project();
            return operation(
                    "scale, pointwise" + sum(gated.shortcut()),
                    kernels.tile(gated.rows(), product.inChannels(), product.outChannels()),
                    shape(gated.rows(), product.inChannels()),
                    shape(gated.rows(), product.outChannels()),
                    matrixFloats(product),
                    multiplyAdds(gated.rows(), product),
                    gated.out(),
                    gated.in(),
                    existing(gated.shortcut()));
        }

        PlannedOperation depthwise(Operation.Depthwise depthwise) {
            Window window = depthwise.window();
            return operation(
                    "depthwise " + geometry(window),
                    "",
                    shape(window.height(), window.width(), window.channels()),
                    shape(window.outHeight(), window.outWidth(), window.channels()),
                    filterFloats(window),
                    multiplyAdds(window),
                    depthwise.out(),
                    depthwise.in());
        }

        PlannedOperation block(FusedBlock block) {
            Window first = block.bands().getFirst().window();
            int outRows = 0;
            int height = 0;
            for (FusedBlock.RowBand band : block.bands()) {
                outRows += band.window().outHeight();
                height = Math.max(height, band.inRow() + band.window().height());
            }
            PackedMatrix expand = block.expand();
            PackedMatrix project = block.project();
            int inChannels = expand == null ? first.channels() : expand.inChannels();
            int outPixels = outRows * first.outWidth();
            long weights = filterFloats(first);
            long multiplyAdds = (long) outPixels * first.channels() * first.kernel() * first.kernel();
            List<String> tiles = new ArrayList<>();
            if (expand != null) {
                weights += matrixFloats(expand);
                multiplyAdds += multiplyAdds(height * first.width(), expand);
                tiles.add(kernels.tile(first.height() * first.width(), expand.inChannels(), expand.outChannels()));
            }
            if (project != null) {
                weights += matrixFloats(project);
                multiplyAdds += multiplyAdds(outPixels, project);
                tiles.add(kernels.tile(first.outPixels(), project.inChannels(), project.outChannels()));
            }
            String kernel = (project == null ? "expand, " : "block ") + geometry(first) + ", "
                    + block.bands().size() + " band" + (block.bands().size() == 1 ? "" : "s") + sum(block.shortcut());
            return operation(
                    kernel,
                    String.join(" ", tiles),
                    shape(height, first.width(), inChannels),
                    shape(outRows, first.outWidth(), block.outChannels()),
                    weights,
                    multiplyAdds,
                    block.out(),
                    block.in(),
                    existing(block.filtered(), block.expanded(), block.shortcut(), block.rowSums()));
        }

        private static String sum(@Nullable Value shortcut) {
            return shortcut == null ? "" : ", sum";
        }

        private static Value[] existing(@Nullable Value... values) {
            return Stream.of(values).filter(Objects::nonNull).toArray(Value[]::new);
        }

        PlannedOperation inPlace(String kernel, String shape, Value changed, Value read) {
            return operation(kernel, "", shape, shape, 0, 0, changed, read);
        }

        /**
         * The description.
         *
         * @param in what it reads, and behind it the room that it works in
         */
        PlannedOperation operation(
                String kernel,
                String tile,
                String input,
                String output,
                long weights,
                long multiplyAdds,
                Value out,
                Value in,
                Value... room) {
            long roomFloats = Arrays.stream(room).mapToLong(Value::length).sum();
            return new PlannedOperation(
                    place,
                    kernel,
                    tile,
                    input,
                    output,
                    Float.BYTES * (weights + in.length() + out.length() + roomFloats),
                    multiplyAdds,
                    (long) Float.BYTES * plan.offsets()[out.id()],
                    Float.BYTES * (roomFloats + out.length()));
        }

        private long matrixFloats(PackedMatrix matrix) {
            int padded = WeightPacking.paddedOut(kernels.panel(), matrix.outChannels());
            return matrix.type().isNarrow()
                    ? (long) padded * (NarrowWeights.words(matrix.type(), matrix.inChannels()) + 2)
                    : (long) padded * (matrix.inChannels() + 1);
        }

        private static long filterFloats(Window window) {
            return (long) window.channels() * (window.kernel() * window.kernel() + 1);
        }

        private static long multiplyAdds(int rows, PackedMatrix product) {
            return (long) rows * product.inChannels() * product.outChannels();
        }

        private static long multiplyAdds(Window window) {
            return (long) window.outPixels() * window.channels() * window.kernel() * window.kernel();
        }

        private static String geometry(Window window) {
            return window.kernel() + "x" + window.kernel() + (window.stride() == 1 ? "" : " /" + window.stride());
        }
    }

    private static String shape(int... extents) {
        return String.join(
                "x", Arrays.stream(extents).mapToObj(Integer::toString).toList());
    }
}
