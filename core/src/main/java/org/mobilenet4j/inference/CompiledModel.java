package org.mobilenet4j.inference;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.kernel.Kernels;

/**
 * A network ready to run: immutable, shared by any number of threads. Each call borrows a workspace (one arena) from a
 * pool that grows to as many as ever ran at once; a warm call allocates only its result.
 *
 * <p>Input is one picture, {@code resolution x resolution x inputChannels} floats, row by row, channels innermost,
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
    private final ConcurrentLinkedQueue<Machine> idle = new ConcurrentLinkedQueue<>();

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
            List<Tap> taps) {
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
    }

    public Architecture architecture() {
        return architecture;
    }

    /** The floats of one input picture. */
    public int inputLength() {
        return input.length();
    }

    /** The bytes that one running call works in, beside the weights. */
    public long arenaBytes() {
        return (long) plan.length() * Float.BYTES;
    }

    /**
     * The classifier's outputs for one picture.
     *
     * @throws IllegalArgumentException if the picture has another number of floats than {@link #inputLength}
     */
    public float[] logits(float[] picture) {
        return run(picture, steps.size(), logits);
    }

    /**
     * The vector before the classifier, {@link Architecture#featureLength} floats.
     *
     * @throws IllegalArgumentException if the picture has another number of floats than {@link #inputLength}
     */
    public float[] features(float[] picture) {
        return run(picture, featureSteps, features);
    }

    /** What a call does, step by step. */
    public List<PlannedStep> plan() {
        return IntStream.range(0, steps.size())
                .mapToObj(i -> PlannedStep.of(places.get(i), steps.get(i), kernels, plan))
                .toList();
    }

    /**
     * How long each step of {@link #plan} takes in one call, in nanoseconds.
     *
     * @throws IllegalArgumentException if the picture has another number of floats than {@link #inputLength}
     */
    public long[] stepNanos(float[] picture) {
        Machine machine = begin(picture);
        long[] nanos = new long[steps.size()];
        long begin = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            run(machine, i, i + 1);
            long end = System.nanoTime();
            nanos[i] = end - begin;
            begin = end;
        }
        idle.add(machine);
        return nanos;
    }

    /** The names of the places where {@link #featureMap} can look inside, in the order of computation. */
    public List<String> taps() {
        return taps.stream().map(Tap::name).toList();
    }

    /**
     * What a picture looks like at one of the {@link #taps}. Nothing behind it is computed.
     *
     * @throws IllegalArgumentException if there is no such tap, or the picture has another number of floats than {@link
     *     #inputLength}
     */
    public FeatureMap featureMap(float[] picture, String name) {
        Tap tap = taps.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no tap " + name + " among " + taps()));
        Machine machine = begin(picture);
        run(machine, 0, tap.steps());
        FeatureMap map = tap.read(machine);
        idle.add(machine);
        return map;
    }

    /**
     * What a picture looks like at each of the {@link #taps}, handed over one by one in a single pass.
     *
     * @throws IllegalArgumentException if the picture has another number of floats than {@link #inputLength}
     */
    public void forEachFeatureMap(float[] picture, Consumer<FeatureMap> reader) {
        Machine machine = begin(picture);
        int done = 0;
        for (Tap tap : taps) {
            run(machine, done, tap.steps());
            done = tap.steps();
            reader.accept(tap.read(machine));
        }
        idle.add(machine);
    }

    private float[] run(float[] picture, int count, Value result) {
        Machine machine = begin(picture);
        run(machine, 0, count);
        float[] output = new float[result.length()];
        System.arraycopy(machine.arena(), machine.at(result), output, 0, output.length);
        idle.add(machine);
        return output;
    }

    private Machine begin(float[] picture) {
        if (picture.length != input.length()) {
            throw new IllegalArgumentException("the picture has " + picture.length + " floats, expected "
                    + architecture.options().resolution() + " x "
                    + architecture.options().resolution() + " x "
                    + architecture.options().inputChannels());
        }
        Machine machine = idle.poll();
        if (machine == null) {
            machine = new Machine(kernels, constants, new float[plan.length()], plan.offsets());
        }
        System.arraycopy(picture, 0, machine.arena(), machine.at(input), picture.length);
        return machine;
    }

    private void run(Machine machine, int from, int to) {
        for (int i = from; i < to; i++) {
            steps.get(i).run(machine);
        }
    }
}
