package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.parallel.Workers;

class PiecesTest {
    @Test
    void aThreadTakesItsOwnPieceAndThenThoseThatNobodyHas() {
        Pieces pieces = new Pieces(3);

        assertThat(pieces.take(3, 4, 2)).isEqualTo(2);
        assertThat(pieces.take(3, 4, 0)).isEqualTo(0);
        assertThat(pieces.take(3, 4, 2)).isEqualTo(3);
        assertThat(pieces.take(3, 4, 2)).isEqualTo(1);
        assertThat(pieces.take(3, 4, 2)).isNegative();
    }

    @Test
    void theLastPieceThatIsDoneOpensTheNextStep() {
        Pieces pieces = new Pieces(0);
        pieces.take(0, 2, 0);
        pieces.take(0, 2, 0);

        pieces.finish(0, 2);
        assertThat(pieces.take(1, 2, 0)).isNegative();
        pieces.finish(0, 2);

        pieces.await(0);
        assertThat(pieces.take(0, 2, 1)).as("of a step that is over").isNegative();
        assertThat(pieces.take(1, 2, 1)).isEqualTo(1);
    }

    @Test
    void everyPieceOfEveryStepIsDoneOnceAndInTheOrderOfTheSteps() {
        int steps = 2_000;
        int threads = 3;
        AtomicIntegerArray done = new AtomicIntegerArray(steps);
        Pieces pieces = new Pieces(0);

        new Workers(threads).run(part -> {
            for (int step = 0; step < steps; step++) {
                int count = step % 4 + 1;
                for (int piece = pieces.take(step, count, part % count);
                        piece >= 0;
                        piece = pieces.take(step, count, part % count)) {
                    if (step > 0) {
                        assertThat(done.get(step - 1)).isEqualTo((1 << ((step - 1) % 4 + 1)) - 1);
                    }
                    done.addAndGet(step, 1 << piece);
                    pieces.finish(step, count);
                }
                pieces.await(step);
            }
        });

        for (int step = 0; step < steps; step++) {
            assertThat(done.get(step)).isEqualTo((1 << (step % 4 + 1)) - 1);
        }
    }
}
