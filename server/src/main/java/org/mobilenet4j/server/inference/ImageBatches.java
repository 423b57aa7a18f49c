package org.mobilenet4j.server.inference;

import java.util.List;
import java.util.function.BiConsumer;
import org.mobilenet4j.server.batching.BatchFunction;
import org.mobilenet4j.server.model.ServedModel;

/**
 * Computes images one after the other, each answered as soon as it is there: a network here gains nothing from computing
 * several at once on one thread.
 */
public final class ImageBatches implements BatchFunction<ImageTask, ImageTask.Result> {
    private final BiConsumer<ServedModel, Integer> onBatch;

    /**
     * Computes images and tells of them.
     *
     * @param onBatch is told of each batch that was computed: the model of its first image, and its size
     */
    public ImageBatches(BiConsumer<ServedModel, Integer> onBatch) {
        this.onBatch = onBatch;
    }

    @Override
    public void compute(List<ImageTask> batch, Results<ImageTask.Result> results) {
        long begin = System.nanoTime();
        int computed = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (results.isWanted(i)) {
                computed++;
                try {
                    results.complete(i, batch.get(i).compute());
                } catch (RuntimeException | OutOfMemoryError e) { // of one image; the others may be smaller
                    results.fail(i, e);
                }
            }
        }
        if (computed > 0) {
            ServedModel model = batch.getFirst().model();
            model.statistics().onBatch(computed, System.nanoTime() - begin);
            onBatch.accept(model, computed);
        }
    }
}
