package org.mobilenet4j.compression;

import java.util.Locale;

/**
 * A model on the way from a whole one to a smaller one.
 *
 * @param name what was done
 * @param untuned accuracy on the validation images before fine-tuning, norms measured anew; 0 to 1
 * @param accuracy on the validation images after it
 */
public record CompressionStep(String name, Costs costs, double untuned, double accuracy) {
    /** The step in a line. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%s: %.2f ms, %,.0f M multiply-adds, %.2f M parameters; top-1 %.1f %% (%.1f %% before fine-tuning)",
                name,
                costs.millis(),
                costs.multiplyAdds() * 1e-6,
                costs.parameters() * 1e-6,
                100 * accuracy,
                100 * untuned);
    }
}
