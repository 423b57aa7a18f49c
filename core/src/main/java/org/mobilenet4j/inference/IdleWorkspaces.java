package org.mobilenet4j.inference;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Machines that no call uses at the moment. Taking and giving allocate nothing. */
final class IdleWorkspaces {
    /** What is given back beyond these, after so many calls at once, is left to the garbage collector. */
    private static final int MOST = 64;

    private final AtomicReferenceArray<@Nullable Workspace> places = new AtomicReferenceArray<>(MOST);

    @Nullable
    Workspace take() {
        for (int i = 0; i < MOST; i++) {
            if (places.get(i) != null) {
                Workspace workspace = places.getAndSet(i, null);
                if (workspace != null) {
                    return workspace;
                }
            }
        }
        return null;
    }

    void give(Workspace workspace) {
        for (int i = 0; i < MOST; i++) {
            if (places.compareAndSet(i, null, workspace)) {
                return;
            }
        }
    }
}
