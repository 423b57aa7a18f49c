package org.mobilenet4j.inference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.parallel.Workers;

/**
 * A network ready to run on inputs of one size: immutable, shared by any number of threads. Each call borrows a workspace
 * (one arena) from a pool that grows to as many as ever ran at once; a warm call on one thread allocates only its result.
 *
 * <p>Input is one image, {@code height x width x channels} floats, row by row, channels innermost, normalised as the
 * weights expect.
 */
public final class CompiledNetwork {
    private final Plan plan;
    private final @Nullable Tap logits;
    private final @Nullable Tap features;
    private final Workers workers;
    private final @Nullable Shares shares;

    /** One image on its way into the network. */
    @FunctionalInterface
    public interface Input {
        /**
         * Writes the image, {@link CompiledNetwork#inputLength} floats.
         *
         * @param out where to, from {@code offset} on; what else is in it is not to be touched
         */
        void writeTo(float[] out, int offset);
    }

    /** The arenas of calls that work alone, and those of calls that are shared out. */
    private final IdleWorkspaces idle = new IdleWorkspaces();

    private final IdleWorkspaces idleShared = new IdleWorkspaces();

    CompiledNetwork(Plan plan, Workers workers) {
        this.plan = plan;
        this.logits = plan.outputs().get(Network.LOGITS);
        this.features = plan.network().classifier().isPresent()
                ? tap(plan.network().features()).orElse(null)
                : null;
        this.workers = workers;
        this.shares = workers.threads() == 1
                ? null
                : Shares.of(plan.operations(), plan.arena(), workers.threads(), plan.kernels(), plan.roomFloats());
    }

    /** The matrix products that a call computes, each shape once. */
    public List<Product> products() {
        Stream<Operation> operations = shares == null
                ? plan.operations().stream()
                : shares.operations().stream().flatMap(List::stream);
        return operations.flatMap(Operation::products).distinct().toList();
    }

    /** The place where a value is read; that of dropout is its input's. */
    private Optional<Tap> tap(Location location) {
        return plan.taps().stream()
                .filter(tap -> tap.name().equals(location.path()))
                .findFirst();
    }

    /**
     * The same network, one image shared out over a set of threads by rows, many images side by side. Calls take turns: one
     * that comes while others are at work waits for those before it. With one thread every call runs at once on its
     * caller's. Results are the same to the bit with any number.
     */
    public CompiledNetwork on(Workers other) {
        return new CompiledNetwork(plan, other);
    }

    /**
     * The same on threads of its own.
     *
     * @throws IllegalArgumentException if there is not at least one thread
     */
    public CompiledNetwork withThreads(int count) {
        return on(new Workers(count));
    }

    /** How many threads a call is shared out over. */
    public int threads() {
        return workers.threads();
    }

    public Network network() {
        return plan.network();
    }

    /** The extents of one input image. */
    public MapShape inputShape() {
        return plan.shapes().input();
    }

    /** The floats of one input image. */
    public int inputLength() {
        return plan.input().length();
    }

    /** The bytes that one running call works in, beside the weights. */
    public long arenaBytes() {
        return (long) (shares == null ? arenaFloats() : shares.arenaLength()) * Float.BYTES;
    }

    /** The bytes of the packed weights and biases. */
    public long weightBytes() {
        return (long) plan.constants().length * Float.BYTES + (long) plan.words().length * Integer.BYTES;
    }

    private int arenaFloats() {
        return plan.roomFloats() == 0 ? plan.arena().length() : roomAt() + plan.roomFloats();
    }

    /** Where a call on one thread widens narrow weights: behind all values. */
    private int roomAt() {
        return CacheLines.from(plan.arena().length());
    }

    /**
     * All outputs for one image, by name.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}
     */
    public SequencedMap<String, FeatureMap> run(float[] image) {
        return run((out, offset) -> System.arraycopy(checked(image), 0, out, offset, image.length));
    }

    /** All outputs for one image, by name; the image is written to where the network reads it. */
    public SequencedMap<String, FeatureMap> run(Input image) {
        Workspace workspace = begin(image, shares != null);
        run(workspace, plan.operations().size());
        SequencedMap<String, FeatureMap> outputs = new LinkedHashMap<>();
        plan.outputs().forEach((name, output) -> outputs.put(name, output.read(workspace)));
        give(workspace);
        return Collections.unmodifiableSequencedMap(outputs);
    }

    /**
     * A classifier's outputs for one image.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}, or the network
     *     has no output of the name {@link Network#LOGITS}
     */
    public float[] logits(float[] image) {
        return run(begin(image, shares != null), requireClassifier(logits));
    }

    /**
     * A classifier's outputs for one image, which is written to where the network reads it: that saves a copy, and the
     * memory for it.
     */
    public float[] logits(Input image) {
        return run(begin(image, shares != null), requireClassifier(logits));
    }

    /**
     * A classifier's outputs for many images, each computed by one thread, as many at a time as there are threads.
     *
     * @throws IllegalArgumentException if an image has another number of floats than {@link #inputLength}
     */
    public float[][] logits(float[][] images) {
        Tap output = requireClassifier(logits);
        float[][] results = new float[images.length][];
        workers.forEach(images.length, i -> {
            Workspace workspace = begin(images[i], false);
            run(workspace, 0, output.steps());
            results[i] = read(workspace, output);
            idle.give(workspace);
        });
        return results;
    }

    /**
     * The vector that a classifier's last layer reads.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}, or the network
     *     is no classifier
     */
    public float[] features(float[] image) {
        return run(begin(image, shares != null), requireClassifier(features));
    }

    /** A classifier's outputs for one image, and the vector that its last layer reads, in one pass. */
    public ClassifierOutputs outputs(Input image) {
        Tap vector = requireClassifier(features);
        Tap scores = requireClassifier(logits);
        Workspace workspace = begin(image, shares != null);
        run(workspace, vector.steps());
        float[] read = read(workspace, vector); // whose place later operations may take
        if (shares == null) {
            run(workspace, vector.steps(), scores.steps());
        } else {
            shares.run(workers, vector.steps(), scores.steps(), workspace);
        }
        ClassifierOutputs outputs = new ClassifierOutputs(read(workspace, scores), read);
        give(workspace);
        return outputs;
    }

    private Tap requireClassifier(@Nullable Tap tap) {
        if (tap == null) {
            throw new IllegalArgumentException(
                    "the network gives " + plan.outputs().keySet() + ", expected a classifier's logits");
        }
        return tap;
    }

    /** What a call does, operation by operation. */
    public List<PlannedOperation> plan() {
        return IntStream.range(0, plan.operations().size())
                .mapToObj(i -> PlannedOperation.of(
                        plan.places().get(i), plan.operations().get(i), plan.kernels(), plan.arena()))
                .toList();
    }

    /**
     * How long each operation of {@link #plan} takes in one call, on the threads that it is shared out over, in nanoseconds.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}
     */
    public long[] operationNanos(float[] image) {
        Workspace workspace = begin(image, shares != null);
        long[] nanos = new long[plan.operations().size()];
        long begin = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            if (shares == null) {
                plan.operations().get(i).run(workspace);
            } else {
                shares.run(workers, i, i + 1, workspace);
            }
            long end = System.nanoTime();
            nanos[i] = end - begin;
            begin = end;
        }
        give(workspace);
        return nanos;
    }

    /** The names of the places where {@link #featureMap} can look inside, in the order of computation. */
    public List<String> taps() {
        return plan.taps().stream().map(Tap::name).toList();
    }

    /** Whether {@link #featureMap} can look at a place: a tap, or a group whose last layer is one. */
    public boolean hasTap(String name) {
        return find(name).isPresent();
    }

    private Optional<Tap> find(String name) {
        return plan.taps().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .or(() -> plan.network().value(name).flatMap(this::tap));
    }

    /**
     * What an image looks like at one of the {@link #taps}, or behind the last layer of a group, {@code stages.3}. Nothing
     * behind it is computed.
     *
     * @throws IllegalArgumentException if there is no such tap, or the image has another number of floats than {@link
     *     #inputLength}
     */
    public FeatureMap featureMap(float[] image, String name) {
        Tap tap = find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no tap " + name + " among " + taps()));
        Workspace workspace = begin(image, false);
        run(workspace, 0, tap.steps());
        FeatureMap map = tap.read(workspace);
        idle.give(workspace);
        return map;
    }

    /**
     * What an image looks like at each of the {@link #taps}, handed over one by one in a single pass.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}
     */
    public void forEachFeatureMap(float[] image, Consumer<FeatureMap> reader) {
        Workspace workspace = begin(image, false);
        int done = 0;
        for (Tap tap : plan.taps()) {
            run(workspace, done, tap.steps());
            done = tap.steps();
            reader.accept(tap.read(workspace));
        }
        idle.give(workspace);
    }

    private float[] run(Workspace workspace, Tap result) {
        run(workspace, result.steps());
        float[] output = read(workspace, result);
        give(workspace);
        return output;
    }

    private void run(Workspace workspace, int count) {
        if (shares == null) {
            run(workspace, 0, count);
        } else {
            shares.run(workers, 0, count, workspace);
        }
    }

    private void give(Workspace workspace) {
        (shares == null ? idle : idleShared).give(workspace);
    }

    private static float[] read(Workspace workspace, Tap result) {
        float[] output = new float[result.value().length()];
        System.arraycopy(workspace.arena(), workspace.at(result.value()), output, 0, output.length);
        return output;
    }

    private float[] checked(float[] image) {
        if (image.length != inputLength()) {
            throw new IllegalArgumentException("the image has " + image.length + " floats, expected " + inputShape());
        }
        return image;
    }

    private Workspace begin(float[] image, boolean isShared) {
        checked(image);
        Workspace workspace = borrow(isShared);
        System.arraycopy(image, 0, workspace.arena(), workspace.at(plan.input()), image.length);
        return workspace;
    }

    private Workspace begin(Input image, boolean isShared) {
        Workspace workspace = borrow(isShared);
        image.writeTo(workspace.arena(), workspace.at(plan.input()));
        return workspace;
    }

    private Workspace borrow(boolean isShared) {
        Workspace workspace = (isShared ? idleShared : idle).take();
        if (workspace != null) {
            return workspace;
        }
        return isShared && shares != null
                ? workspace(shares.arenaLength(), shares.offsets())
                : workspace(arenaFloats(), plan.arena().offsets());
    }

    private Workspace workspace(int length, int[] offsets) {
        return new Workspace(plan.kernels(), plan.constants(), plan.words(), new float[length], offsets, roomAt());
    }

    private void run(Workspace workspace, int from, int to) {
        List<Operation> operations = plan.operations();
        for (int i = from; i < to; i++) {
            operations.get(i).run(workspace);
        }
    }
}
