package org.mobilenet4j.data;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Computes on several threads, and hands the results over in order while others are in the making. */
public final class SideBySide {
    private static final int AHEAD = 2;

    private SideBySide() {}

    /**
     * Computes something of each item and delivers it, in the order of the items, on the calling thread. At most two
     * results a thread are held at any time, so that memory does not grow with the number of items.
     *
     * @param compute called by several threads at once; what it throws ends everything and is thrown from here
     */
    public static <T, R> void forEach(List<T> items, int threads, Function<T, R> compute, Consumer<R> deliver) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            Queue<Future<R>> pending = new ArrayDeque<>();
            for (T item : items) {
                if (pending.size() == AHEAD * threads) {
                    deliver.accept(pending.remove().get());
                }
                pending.add(executor.submit(() -> compute.apply(item)));
            }
            while (!pending.isEmpty()) {
                deliver.accept(pending.remove().get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
