package org.mobilenet4j;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.WeightType;

/**
 * What a bare file of weights cannot say of itself, for {@link Models#open(String, java.nio.file.Path, OpenOptions)}; a
 * model's folder says all of it, and refuses to be told. And how the model is to run. Immutable.
 *
 * @param base the network that the weights are of; null for the file to tell by its names and shapes
 * @param width the width multiplier, where it is none of the usual ones; null for the file to tell
 * @param checkpointKey where in a checkpoint of several networks the wanted one is, such as {@code model_ema}; null for the
 *     usual choice
 * @param isForTransfer whether the classifier is to be replaced anyway, so that it may be absent or of any kind
 * @param weightsAs what the inference engine keeps matrices in, of any model
 * @param notes is told, in a line each, what was assumed, chosen or left out
 */
public record OpenOptions(
        @Nullable MobileNet base,
        @Nullable Double width,
        @Nullable String checkpointKey,
        boolean isForTransfer,
        WeightType weightsAs,
        Consumer<String> notes) {
    /** The file says everything, and nobody listens. */
    public static final OpenOptions DEFAULT = new OpenOptions(null, null, null, false, WeightType.FLOAT32, note -> {});

    public OpenOptions {
        if (width != null && !(width > 0 && width <= 16)) {
            throw new IllegalArgumentException("width is " + width + ", expected above 0 and at most 16");
        }
    }

    public OpenOptions withBase(MobileNet value) {
        return new OpenOptions(value, width, checkpointKey, isForTransfer, weightsAs, notes);
    }

    public OpenOptions withNotes(Consumer<String> value) {
        return new OpenOptions(base, width, checkpointKey, isForTransfer, weightsAs, value);
    }

    /** The same with matrices kept in another type than float32 for inference; see {@link Model#withWeightsAs}. */
    public OpenOptions withWeightsAs(WeightType value) {
        return new OpenOptions(base, width, checkpointKey, isForTransfer, value, notes);
    }

    /** The same for weights whose classifier is to be replaced. */
    public OpenOptions forTransfer() {
        return new OpenOptions(base, width, checkpointKey, true, weightsAs, notes);
    }

    /**
     * Checks that nothing is said of a model that says it itself.
     *
     * @param model what to call it in the message
     */
    void requireNothingSaid(String model) {
        String option =
                base != null ? "--arch" : width != null ? "--width" : checkpointKey != null ? "--checkpoint-key" : "";
        if (!option.isEmpty()) {
            throw new InvalidInputException(option + " is for bare files of weights; " + model
                    + " says itself which network it is. Leave " + option + " out");
        }
    }
}
