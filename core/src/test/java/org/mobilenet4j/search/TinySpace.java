package org.mobilenet4j.search;

import java.util.List;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Options;

/** A space that is searched and trained in moments: two stages of up to two blocks, three classes. */
final class TinySpace {
    static final SearchSpace SPACE = new SearchSpace(
            Options.DEFAULT.withClasses(3).withDropout(0).withSkippedHalvings(List.of(1)),
            List.of(3, 5),
            List.of(2, 3),
            List.of(
                    new SearchSpace.StageChoices(List.of(8, 16), List.of(1, 2), 2, Activation.RELU),
                    new SearchSpace.StageChoices(List.of(8, 24), List.of(1, 2), 2, Activation.HARD_SWISH)),
            List.of(8, 16));

    private TinySpace() {}
}
