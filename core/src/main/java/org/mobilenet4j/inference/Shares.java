package org.mobilenet4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.kernel.CacheLines;

/**
 * The steps of a plan, each shared out over several threads: maps by rows, single rows by panels of outputs. A part of a
 * step is a step of the same kind over parts of its values. Every output is the same sum in the same order as in the whole
 * step, so that the results are the same to the bit whatever the number of threads.
 *
 * @param steps for each step its parts; fewer than there are threads where it is not worth more
 * @param offsets where values lie in the arena, as in the plan, and behind them each part's room for fused blocks
 */
record Shares(List<List<Step>> steps, int[] offsets, int arenaLength) {
    /** Below this many multiply-adds a row's product is not worth the weights' way to another core. */
    private static final int SMALL_PRODUCT = 1 << 16;

    static Shares of(List<Step> steps, ArenaPlan plan, int threads, int panel) {
        return new Splitter(plan, threads, panel).split(steps);
    }

    private static final class Splitter {
        private final ArenaPlan plan;
        private final int threads;
        private final int panel;
        /** The most floats that any fused block needs for its bands, for each part but the first. */
        private int expandedRoom;

        private int filteredRoom;

        Splitter(ArenaPlan plan, int threads, int panel) {
            this.plan = plan;
            this.threads = threads;
            this.panel = panel;
        }

        Shares split(List<Step> steps) {
            List<List<Step>> shared = steps.stream().map(this::parts).toList();
            int planned = plan.offsets().length;
            int[] offsets = Arrays.copyOf(plan.offsets(), planned + 2 * threads);
            int at = CacheLines.from(plan.length());
            for (int part = 0; part < threads; part++) {
                offsets[planned + 2 * part] = at;
                at = CacheLines.from(at + expandedRoom);
                offsets[planned + 2 * part + 1] = at;
                at = CacheLines.from(at + filteredRoom);
            }
            return new Shares(shared, offsets, at);
        }

        private List<Step> parts(Step step) {
            return switch (step) {
                case FusedBlock block -> block(block);
                case Step.Dense dense -> dense(dense);
                case Step.Depthwise depthwise -> depthwise(depthwise);
                case Step.Pointwise pointwise -> pointwise.rows() == 1 ? row(pointwise) : rows(pointwise);
                case Step.Scale scale -> scale(scale);
                case Step.Add add -> add(add);
                case Step.Pool pool -> List.of(pool);
            };
        }

        private List<Step> block(FusedBlock block) {
            int rows = block.window().outHeight();
            return cut(rows, (part, from, to) -> {
                int bandRows = FusedBlock.bandRows(block.window(), to - from);
                int pixels = block.window().channels();
                @Nullable Value expanded = null;
                if (block.expand() != null) {
                    int length = FusedBlock.inputRows(block.window(), bandRows)
                            * block.window().width()
                            * pixels;
                    expandedRoom = Math.max(expandedRoom, length);
                    expanded = new Value(plan.offsets().length + 2 * part, length);
                }
                @Nullable Value filtered = null;
                if (block.project() != null) {
                    int length = bandRows * block.window().outWidth() * pixels;
                    filteredRoom = Math.max(filteredRoom, length);
                    filtered = new Value(plan.offsets().length + 2 * part + 1, length);
                }
                return new FusedBlock(
                        block.window(),
                        FusedBlock.bands(block.window(), from, to, bandRows),
                        block.expand(),
                        block.filter(),
                        block.project(),
                        block.in(),
                        expanded,
                        filtered,
                        block.out());
            });
        }

        private List<Step> dense(Step.Dense dense) {
            return cut(dense.window().outHeight(), (part, from, to) -> {
                FusedBlock.Band band = FusedBlock.band(dense.window(), from, to);
                return new Step.Dense(
                        band.window(),
                        dense.outChannels(),
                        dense.panelsAt(),
                        dense.biasAt(),
                        dense.epilogue(),
                        band.input(dense.in()),
                        band.output(dense.out(), dense.outChannels()));
            });
        }

        private List<Step> depthwise(Step.Depthwise depthwise) {
            return cut(depthwise.window().outHeight(), (part, from, to) -> {
                FusedBlock.Band band = FusedBlock.band(depthwise.window(), from, to);
                return new Step.Depthwise(
                        band.window(),
                        depthwise.filter(),
                        band.input(depthwise.in()),
                        band.output(depthwise.out(), band.window().channels()));
            });
        }

        private List<Step> rows(Step.Pointwise pointwise) {
            Product product = pointwise.product();
            return cut(
                    pointwise.rows(),
                    (part, from, to) -> new Step.Pointwise(
                            to - from,
                            product,
                            pointwise.in().slice(from * product.inChannels(), (to - from) * product.inChannels()),
                            pointwise.out().slice(from * product.outChannels(), (to - from) * product.outChannels())));
        }

        private List<Step> row(Step.Pointwise pointwise) {
            Product product = pointwise.product();
            if (product.inChannels() * product.outChannels() < SMALL_PRODUCT) {
                return List.of(pointwise);
            }
            return cut(Math.ceilDiv(product.outChannels(), panel), (part, from, to) -> {
                int first = from * panel;
                int count = Math.min(to * panel, product.outChannels()) - first;
                Product panels = new Product(
                        product.inChannels(),
                        count,
                        product.panelsAt() + first * product.inChannels(),
                        product.biasAt() + first,
                        product.epilogue());
                return new Step.Pointwise(
                        1, panels, pointwise.in(), pointwise.out().slice(first, count));
            });
        }

        private List<Step> scale(Step.Scale scale) {
            int channels = scale.channels();
            return cut(
                    scale.pixels(),
                    (part, from, to) -> new Step.Scale(
                            to - from,
                            channels,
                            scale.value().slice(from * channels, (to - from) * channels),
                            scale.factors()));
        }

        private List<Step> add(Step.Add add) {
            return cut(
                    add.sum().length(),
                    (part, from, to) -> new Step.Add(
                            add.sum().slice(from, to - from), add.term().slice(from, to - from)));
        }

        /** As many parts as there are threads, or fewer where there is less to do, each at least one of {@code units}. */
        private List<Step> cut(int units, Cut cut) {
            int parts = Math.min(threads, units);
            return new ArrayList<>(IntStream.range(0, parts)
                    .mapToObj(i -> cut.part(i, i * units / parts, (i + 1) * units / parts))
                    .toList());
        }

        private interface Cut {
            Step part(int part, int from, int to);
        }
    }
}
