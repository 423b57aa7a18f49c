package org.mobilenet4j.inference;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Machines that no call uses at the moment. Taking and giving allocate nothing. */
final class IdleMachines {
    /** What is given back beyond these, after so many calls at once, is left to the garbage collector. */
    private static final int MOST = 64;

    private final AtomicReferenceArray<@Nullable Machine> places = new AtomicReferenceArray<>(MOST);

    @Nullable
    Machine take() {
        for (int i = 0; i < MOST; i++) {
            if (places.get(i) != null) {
                Machine machine = places.getAndSet(i, null);
                if (machine != null) {
                    return machine;
                }
            }
        }
        return null;
    }

    void give(Machine machine) {
        for (int i = 0; i < MOST; i++) {
            if (places.compareAndSet(i, null, machine)) {
                return;
            }
        }
    }
}
