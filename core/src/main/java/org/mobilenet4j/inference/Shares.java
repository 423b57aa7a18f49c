package org.mobilenet4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Workers;

/**
 * The steps of a plan, each shared out over several threads: maps by rows, single rows by panels of outputs. A part of a
 * step is a step of the same kind over parts of its values. Every output is the same sum in the same order as in the whole
 * step, so that the results are the same to the bit whatever the number of threads.
 *
 * @param operations for each operation its parts; fewer than there are threads where it is not worth more
 * @param offsets where values lie in the arena, as in the plan, and behind them each part's room for fused blocks
 * @param rooms for narrow weights, of each part
 */
record Shares(List<List<Operation>> operations, int[] offsets, int arenaLength, Rooms rooms) {
    /** Below this many multiply-adds a row's product is not worth the weights' way to another core. */
    private static final int SMALL_PRODUCT = 1 << 16;

    static Shares of(List<Operation> steps, ArenaPlan plan, int threads, Kernels kernels, int roomFloats) {
        return new Splitter(plan, threads, kernels, roomFloats).split(steps);
    }

    /** Room that each part of a step has for itself, one behind the other in the arena. */
    record Rooms(int at, int floats, int count) {
        int end() {
            return floats == 0 ? at : at + count * CacheLines.whole(floats);
        }

        /** What each part computes on. */
        Workspace[] workspaces(Workspace workspace) {
            Workspace[] workspaces = new Workspace[count];
            for (int i = 0; i < count; i++) {
                workspaces[i] = floats == 0 ? workspace : workspace.withRoom(at + i * CacheLines.whole(floats));
            }
            return workspaces;
        }
    }

    /** Runs the operations in order, each shared out: all of its parts are done before the next begins. */
    void run(Workers workers, int from, int to, Workspace workspace) {
        Pieces pieces = new Pieces(from);
        Workspace[] workspaces = rooms.workspaces(workspace);
        workers.run(part -> {
            try {
                for (int i = from; i < to; i++) {
                    List<Operation> parts = operations.get(i);
                    int count = parts.size();
                    int home = part * count / workers.threads();
                    for (int piece = pieces.take(i, count, home); piece >= 0; piece = pieces.take(i, count, home)) {
                        parts.get(piece).run(workspaces[piece]);
                        pieces.finish(i, count);
                    }
                    pieces.await(i);
                }
            } catch (RuntimeException | Error e) {
                pieces.breakUp(e);
                throw e;
            }
        });
    }

    private static final class Splitter {
        private final ArenaPlan plan;
        private final int pieces;
        private final Kernels kernels;
        private final int roomFloats;
        /** The most floats that any fused block needs for its bands, for each part but the first. */
        private int expandedRoom;

        private int filteredRoom;

        Splitter(ArenaPlan plan, int threads, Kernels kernels, int roomFloats) {
            this.plan = plan;
            this.pieces = Math.min(threads, Pieces.MOST);
            this.kernels = kernels;
            this.roomFloats = roomFloats;
        }

        Shares split(List<Operation> steps) {
            List<List<Operation>> shared = steps.stream().map(this::parts).toList();
            int planned = plan.offsets().length;
            int[] offsets = Arrays.copyOf(plan.offsets(), planned + 2 * pieces);
            int at = CacheLines.from(plan.length());
            for (int part = 0; part < pieces; part++) {
                offsets[planned + 2 * part] = at;
                at = CacheLines.from(at + expandedRoom);
                offsets[planned + 2 * part + 1] = at;
                at = CacheLines.from(at + filteredRoom);
            }
            Rooms rooms = new Rooms(at, roomFloats, pieces);
            return new Shares(shared, offsets, rooms.end(), rooms);
        }

        private List<Operation> parts(Operation step) {
            return switch (step) {
                case FusedBlock block -> block(block);
                case GatedProduct product -> cut(product.rows(), (part, from, to) -> product.part(from, to));
                case Operation.Dense dense -> dense(dense);
                case Operation.Patched patched -> patched(patched);
                case Operation.Depthwise depthwise -> depthwise(depthwise);
                case Operation.Pointwise pointwise -> pointwise.rows() == 1 ? row(pointwise) : rows(pointwise);
                case Operation.Scale scale -> scale(scale);
                case Operation.Add add -> add(add);
                case Operation.Multiply multiply -> multiply(multiply);
                case Operation.Resize resize -> resize(resize);
                case Operation.Copy copy -> copy(copy);
                case Operation.Pool pool -> pool(pool);
            };
        }

        private List<Operation> block(FusedBlock block) {
            int rows = block.window().outHeight();
            return cut(rows, (part, from, to) -> {
                int bandRows = FusedBlock.bandRows(
                        kernels.bandFloats(), block.window(), to - from, block.expand(), block.project());
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
                        block.out(),
                        block.shortcut(),
                        block.rowSums());
            });
        }

        private List<Operation> dense(Operation.Dense dense) {
            return cut(dense.window().outHeight(), (part, from, to) -> {
                FusedBlock.RowBand band = FusedBlock.band(dense.window(), from, to);
                return new Operation.Dense(
                        band.window(),
                        dense.matrix(),
                        band.input(dense.in()),
                        band.output(dense.out(), dense.matrix().outChannels()));
            });
        }

        private List<Operation> patched(Operation.Patched patched) {
            int room = patched.patches().length();
            expandedRoom = Math.max(expandedRoom, room);
            return cut(patched.window().outHeight(), (part, from, to) -> {
                FusedBlock.RowBand band = FusedBlock.band(patched.window(), from, to);
                return new Operation.Patched(
                        band.window(),
                        patched.matrix(),
                        band.input(patched.in()),
                        new Value(plan.offsets().length + 2 * part, room),
                        band.output(patched.out(), patched.matrix().outChannels()));
            });
        }

        private List<Operation> depthwise(Operation.Depthwise depthwise) {
            return cut(depthwise.window().outHeight(), (part, from, to) -> {
                FusedBlock.RowBand band = FusedBlock.band(depthwise.window(), from, to);
                return new Operation.Depthwise(
                        band.window(),
                        depthwise.filter(),
                        band.input(depthwise.in()),
                        band.output(depthwise.out(), band.window().channels()));
            });
        }

        private List<Operation> rows(Operation.Pointwise pointwise) {
            PackedMatrix product = pointwise.matrix();
            return cut(
                    pointwise.rows(),
                    (part, from, to) -> new Operation.Pointwise(
                            to - from,
                            product,
                            pointwise.in().slice(from * product.inChannels(), (to - from) * product.inChannels()),
                            pointwise.out().slice(from * product.outChannels(), (to - from) * product.outChannels())));
        }

        private List<Operation> row(Operation.Pointwise pointwise) {
            PackedMatrix product = pointwise.matrix();
            if (product.inChannels() * product.outChannels() < SMALL_PRODUCT) {
                return List.of(pointwise);
            }
            int panel = kernels.panel();
            return cut(Math.ceilDiv(product.outChannels(), panel), (part, from, to) -> {
                int first = from * panel;
                int count = Math.min(to * panel, product.outChannels()) - first;
                return new Operation.Pointwise(
                        1,
                        product.outputs(first, count),
                        pointwise.in(),
                        pointwise.out().slice(first, count));
            });
        }

        private List<Operation> scale(Operation.Scale scale) {
            int channels = scale.channels();
            return cut(
                    scale.pixels(),
                    (part, from, to) -> new Operation.Scale(
                            to - from,
                            channels,
                            scale.value().slice(from * channels, (to - from) * channels),
                            scale.factors()));
        }

        private List<Operation> pool(Operation.Pool pool) {
            int run = pool.pixels() * pool.channels();
            return cut(
                    pool.runs(),
                    (part, from, to) -> new Operation.Pool(
                            to - from,
                            pool.pixels(),
                            pool.channels(),
                            pool.divisor(),
                            pool.in().slice(from * run, (to - from) * run),
                            pool.out().slice(from * pool.channels(), (to - from) * pool.channels())));
        }

        private List<Operation> add(Operation.Add add) {
            return cut(
                    add.sum().length(),
                    (part, from, to) -> new Operation.Add(
                            add.sum().slice(from, to - from), add.term().slice(from, to - from)));
        }

        private List<Operation> multiply(Operation.Multiply multiply) {
            return cut(
                    multiply.product().length(),
                    (part, from, to) -> new Operation.Multiply(
                            multiply.product().slice(from, to - from),
                            multiply.factors().slice(from, to - from)));
        }

        private List<Operation> resize(Operation.Resize resize) {
            return cut(
                    resize.to().height(),
                    (part, from, to) -> new Operation.Resize(
                            resize.from(),
                            resize.to(),
                            from,
                            to,
                            resize.in(),
                            resize.out(),
                            resize.channel(),
                            resize.stride()));
        }

        private List<Operation> copy(Operation.Copy copy) {
            int channels = copy.channels();
            int outChannels = copy.outChannels();
            return cut(
                    copy.pixels(),
                    (part, from, to) -> new Operation.Copy(
                            to - from,
                            channels,
                            copy.in().slice(from * channels, (to - from) * channels),
                            copy.out().slice(from * outChannels, (to - from) * outChannels),
                            copy.channel(),
                            outChannels));
        }

        /** As many parts as there are threads, or fewer where there is less to do, each at least one of {@code units}. */
        private List<Operation> cut(int units, Cut cut) {
            int parts = Math.min(pieces, units);
            return new ArrayList<>(IntStream.range(0, parts)
                    .mapToObj(i -> cut.part(i, i * units / parts, (i + 1) * units / parts))
                    .toList());
        }

        private interface Cut {
            Operation part(int part, int from, int to);
        }
    }
}
