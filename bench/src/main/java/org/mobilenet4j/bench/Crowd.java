package org.mobilenet4j.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Callers of one classifier, each with a thread of its own. */
final class Crowd {
    private Crowd() {}

    /** Does something with each picture, {@code threads} at a time; what it throws is thrown from here. */
    static void forEach(List<Path> pictures, int threads, Consumer<Path> call) {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> calls = new ArrayList<>();
            pictures.forEach(picture -> calls.add(executor.submit(() -> call.accept(picture))));
            for (Future<?> done : calls) {
                done.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }
}
