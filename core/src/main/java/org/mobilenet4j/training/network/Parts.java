package org.mobilenet4j.training.network;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share each piece of work. What belongs to a part is decided by its number alone, never
 * by which thread is free, so that a number of parts gives the same sums again. Tasks are made once: a piece of work
 * allocates next to nothing. Threads that have had nothing to do for a while end.
 */
final class Parts {
    /** Work that is cut into parts. */
    @FunctionalInterface
    interface Work {
        void run(int part);
    }

    private static final int IDLE_SECONDS = 5;

    private final Task[] tasks;
    private final Semaphore finished = new Semaphore(0);
    private final @Nullable ThreadPoolExecutor pool;

    private final class Task implements Runnable {
        private final int part;
        private @Nullable Work work;
        private @Nullable Throwable failure;

        Task(int part) {
            this.part = part;
        }

        @Override
        public void run() {
            failure = null;
            try {
                if (work != null) {
                    work.run(part);
                }
            } catch (Throwable thrown) { // told to whoever waits
                failure = thrown;
            } finally {
                finished.release();
            }
        }
    }

    Parts(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", expected at least 1");
        }
        this.tasks = new Task[count - 1];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = new Task(i + 1);
        }
        this.pool = count == 1 ? null : pool(count - 1);
    }

    private static ThreadPoolExecutor pool(int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(threads),
                Thread.ofPlatform().daemon().name("training-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    int count() {
        return tasks.length + 1;
    }

    /** Runs all parts, the first on the calling thread, and waits for them. */
    void run(Work work) {
        for (Task task : tasks) {
            task.work = work;
            if (pool != null) {
                pool.execute(task);
            }
        }
        try {
            work.run(0);
        } finally {
            finished.acquireUninterruptibly(tasks.length);
        }
        for (Task task : tasks) {
            if (task.failure != null) {
                throw new IllegalStateException("part " + task.part + " failed: " + task.failure, task.failure);
            }
        }
    }
}
