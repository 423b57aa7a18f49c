package org.mobilenet4j.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * The caller and {@code threads - 1} others, at work on one call at a time. Callers take turns in the order in which
 * they came, so that many of them never start more threads than were asked for; who waits, waits for those ahead.
 *
 * <p>Threads that have nothing to do end by themselves after a minute; there is nothing to close.
 */
final class Team {
    private final int threads;
    private final ForkJoinPool others;
    private final ReentrantLock turn = new ReentrantLock(true);

    Team(int threads) {
        this.threads = threads;
        this.others = new ForkJoinPool(threads - 1);
    }

    /** Runs {@code work} with each number below {@code threads}, side by side, 0 on the calling thread. */
    void run(IntConsumer work) {
        turn.lock();
        try {
            List<ForkJoinTask<?>> tasks = new ArrayList<>(threads - 1);
            for (int i = 1; i < threads; i++) {
                int part = i;
                tasks.add(others.submit(() -> work.accept(part)));
            }
            try {
                work.accept(0);
            } finally {
                tasks.forEach(ForkJoinTask::quietlyJoin);
            }
            tasks.forEach(ForkJoinTask::join); // throws what a part threw
        } finally {
            turn.unlock();
        }
    }

    /** Runs the steps in order, each shared out: all of its parts are done before the next step begins. */
    void run(Shares shares, int from, int to, Workspace workspace) {
        Barrier barrier = new Barrier(threads);
        run(part -> {
            try {
                for (int i = from; i < to; i++) {
                    List<Operation> parts = shares.steps().get(i);
                    if (part < parts.size()) {
                        parts.get(part).run(workspace);
                    }
                    barrier.await();
                }
            } catch (RuntimeException | Error e) {
                barrier.breakUp(e);
                throw e;
            }
        });
    }
}
