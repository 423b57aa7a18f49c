package org.mobilenet4j.spark.training;

import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.io.InvalidInputException;

/** What shards must hold before anything can be learned from them. */
final class ShardSizes {
    private ShardSizes() {}

    /**
     * Checks that there is enough to learn from and to validate on.
     *
     * @param sizes images to learn from in each shard that could be read
     * @param labels of all of them
     * @param validation how many images to validate on could be read
     * @throws InvalidInputException if a shard, a class or the validation has none
     */
    static void require(List<Integer> sizes, int[] labels, int validation, List<String> classes) {
        int empty = sizes.indexOf(0);
        if (empty >= 0) {
            throw new InvalidInputException("shard " + empty + " of " + sizes.size()
                    + " has no image that can be read to learn from; take fewer ranks");
        }
        if (validation == 0) {
            throw new InvalidInputException(
                    "none of the images to validate on can be read; look at the first by itself");
        }
        for (int label = 0; label < classes.size(); label++) {
            int wanted = label;
            if (IntStream.of(labels).noneMatch(each -> each == wanted)) {
                throw new InvalidInputException(
                        "no image of the class " + classes.get(label) + " can be read to learn from");
            }
        }
    }
}
