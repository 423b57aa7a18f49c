package org.mobilenet4j.inference;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.kernel.Kernels;

/**
 * A network ready to run: immutable, shared by any number of threads. Each call borrows a workspace (one arena) from a
 * pool that grows to as many as ever ran at once; a warm call on one thread allocates only its result.
 *
 * <p>Input is one image, {@code resolution x resolution x inputChannels} floats, row by row, channels innermost,
 * normalised as the weights expect.
 */
public final class CompiledModel {
    private final Kernels kernels;
    private final float[] constants;
    private final List<Step> steps;
    private final List<String> places;
    private final int featureSteps;
    private final ArenaPlan plan;
    private final Architecture architecture;
    private final Value input;
    private final Value features;
    private final Value logits;
    private final List<Tap> taps;
    private final int threads;
    private final @Nullable Team team;
    private final @Nullable Shares shares;

    /** One image on its way into the network. */
    @FunctionalInterface
    public interface Input {
        /**
         * Writes the image, {@link CompiledModel#inputLength} floats.
         *
         * @param out where to, from {@code offset} on; what else is in it is not to be touched
         */
        void writeTo(float[] out, int offset);
    }

    /** The arenas of calls that work alone, and those of calls that are shared out. */
    private final IdleMachines idle = new IdleMachines();

    private final IdleMachines idleShared = new IdleMachines();

    CompiledModel(
            Kernels kernels,
            float[] constants,
            List<Step> steps,
            List<String> places,
            int featureSteps,
            ArenaPlan plan,
            Architecture architecture,
            Value input,
            Value features,
            Value logits,
            List<Tap> taps,
            int threads) {
        this.kernels = kernels;
        this.constants = constants;
        this.steps = steps;
        this.places = places;
        this.featureSteps = featureSteps;
        this.plan = plan;
        this.architecture = architecture;
        this.input = input;
        this.features = features;
        this.logits = logits;
        this.taps = taps;
        this.threads = threads;
        this.team = threads == 1 ? null : new Team(threads);
        this.shares = threads == 1 ? null : Shares.of(steps, plan, threads, kernels.panel());
    }

    /**
     * The same model, one image shared out over {@code threads} threads by rows, many images side by side. Calls take
     * turns: one that comes while others are at work waits for those before it, and no more threads than these ever run.
     * With one thread every call runs at once on its caller's. Results are the same to the bit with any number.
     *
     * @throws IllegalArgumentException if there is not at least one thread
     */
    public CompiledModel withThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", expected at least 1");
        }
        return new CompiledModel(
                kernels,
                constants,
                steps,
                places,
                featureSteps,
                plan,
                architecture,
                input,
                features,
                logits,
                taps,
                count);
    }

    /** How many threads a call is shared out over. */
    public int threads() {
        return threads;
    }

    public Architecture architecture() {
        return architecture;
    }

    /** The floats of one input image. */
    public int inputLength() {
        return input.length();
    }

    /** The bytes that one running call works in, beside the weights. */
    public long arenaBytes() {
        return (long) (shares == null ? plan.length() : shares.arenaLength()) * Float.BYTES;
    }

    /**
     * The classifier's outputs for one image.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}
     */
    public float[] logits(float[] image) {
        return run(begin(image, shares != null), steps.size(), logits);
    }

    /**
     * The classifier's outputs for one image, which is written to where the network reads it: that saves a copy, and the
     * memory for it.
     */
    public float[] logits(Input image) {
        Machine machine = borrow(shares != null);
        image.writeTo(machine.arena(), machine.at(input));
        return run(machine, steps.size(), logits);
    }

    /**
     * The classifier's outputs for many images, each computed by one thread, as many at a time as there are threads.
     *
     * @throws IllegalArgumentException if an image has another number of floats than {@link #inputLength}
     */
    public float[][] logits(float[][] images) {
        float[][] results = new float[images.length][];
        if (team == null) {
            for (int i = 0; i < images.length; i++) {
                results[i] = logits(images[i]);
            }
        } else {
            AtomicInteger next = new AtomicInteger();
            team.run(part -> {
                for (int i = next.getAndIncrement(); i < images.length; i = next.getAndIncrement()) {
                    results[i] = alone(begin(images[i], false), steps.size(), logits);
                }
            });
        }
        return results;
    }

    /**
     * The vector before the classifier, {@link Architecture#featureLength} floats.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}
     */
    public float[] features(float[] image) {
        return run(begin(image, shares != null), featureSteps, features);
    }

    /** What a call does, step by step. */
    public List<PlannedStep> plan() {
        return IntStream.range(0, steps.size())
                .mapToObj(i -> PlannedStep.of(places.get(i), steps.get(i), kernels, plan))
                .toList();
    }

    /**
     * How long each step of {@link #plan} takes in one call on one thread, in nanoseconds.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}
     */
    public long[] stepNanos(float[] image) {
        Machine machine = begin(image, false);
        long[] nanos = new long[steps.size()];
        long begin = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            steps.get(i).run(machine);
            long end = System.nanoTime();
            nanos[i] = end - begin;
            begin = end;
        }
        idle.give(machine);
        return nanos;
    }

    /** The names of the places where {@link #featureMap} can look inside, in the order of computation. */
    public List<String> taps() {
        return taps.stream().map(Tap::name).toList();
    }

    /**
     * What an image looks like at one of the {@link #taps}. Nothing behind it is computed.
     *
     * @throws IllegalArgumentException if there is no such tap, or the image has another number of floats than {@link
     *     #inputLength}
     */
    public FeatureMap featureMap(float[] image, String name) {
        Tap tap = taps.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no tap " + name + " among " + taps()));
        Machine machine = begin(image, false);
        run(machine, 0, tap.steps());
        FeatureMap map = tap.read(machine);
        idle.give(machine);
        return map;
    }

    /**
     * What an image looks like at each of the {@link #taps}, handed over one by one in a single pass.
     *
     * @throws IllegalArgumentException if the image has another number of floats than {@link #inputLength}
     */
    public void forEachFeatureMap(float[] image, Consumer<FeatureMap> reader) {
        Machine machine = begin(image, false);
        int done = 0;
        for (Tap tap : taps) {
            run(machine, done, tap.steps());
            done = tap.steps();
            reader.accept(tap.read(machine));
        }
        idle.give(machine);
    }

    private float[] run(Machine machine, int count, Value result) {
        if (team == null || shares == null) {
            return alone(machine, count, result);
        }
        team.run(shares, 0, count, machine);
        float[] output = read(machine, result);
        idleShared.give(machine);
        return output;
    }

    private float[] alone(Machine machine, int count, Value result) {
        run(machine, 0, count);
        float[] output = read(machine, result);
        idle.give(machine);
        return output;
    }

    private static float[] read(Machine machine, Value result) {
        float[] output = new float[result.length()];
        System.arraycopy(machine.arena(), machine.at(result), output, 0, output.length);
        return output;
    }

    private Machine begin(float[] image, boolean isShared) {
        if (image.length != input.length()) {
            throw new IllegalArgumentException("the image has " + image.length + " floats, expected "
                    + architecture.options().resolution() + " x "
                    + architecture.options().resolution() + " x "
                    + architecture.options().inputChannels());
        }
        Machine machine = borrow(isShared);
        System.arraycopy(image, 0, machine.arena(), machine.at(input), image.length);
        return machine;
    }

    private Machine borrow(boolean isShared) {
        Machine machine = (isShared ? idleShared : idle).take();
        if (machine != null) {
            return machine;
        }
        return isShared && shares != null
                ? new Machine(kernels, constants, new float[shares.arenaLength()], shares.offsets())
                : new Machine(kernels, constants, new float[plan.length()], plan.offsets());
    }

    private void run(Machine machine, int from, int to) {
        for (int i = from; i < to; i++) {
            steps.get(i).run(machine);
        }
    }
}
