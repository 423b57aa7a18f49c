package org.mobilenet4j.server.inference;

import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.ServedModel;
import org.mobilenet4j.server.model.Wanted;

/**
 * An image that waits to be computed.
 *
 * @param begunNanos since when it waits
 */
public record ImageTask(ServedModel model, ImageInput image, Wanted wanted, long begunNanos) {
    /** An image that begins to wait now. */
    public static ImageTask of(ServedModel model, ImageInput image, Wanted wanted) {
        return new ImageTask(model, image, wanted, System.nanoTime());
    }

    /** What came of it, and how long each part took, in nanoseconds. */
    public record Result(Prediction prediction, long queueNanos, long decodeNanos, long networkNanos) {}

    /** Computes it on the calling thread. */
    public Result compute() {
        long begin = System.nanoTime();
        long[] decoded = {begin};
        Prediction prediction = image.predict(model.engine(), wanted, () -> decoded[0] = System.nanoTime());
        long end = System.nanoTime();
        Result result = new Result(prediction, begin - begunNanos, decoded[0] - begin, end - decoded[0]);
        model.statistics().onImage(result.queueNanos, result.decodeNanos, result.networkNanos);
        return result;
    }
}
