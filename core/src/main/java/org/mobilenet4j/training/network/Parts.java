package org.mobilenet4j.training.network;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share each piece of work. What belongs to a part is decided by its number alone, never
 * by which thread is free, so that a number of parts gives the same sums again.
 */
final class Parts {
    /** Work that is cut into parts. */
    @FunctionalInterface
    interface Work {
        void run(int part);
    }

    /** New for each piece of work: one that is used again may still be on its way out of the run before. */
    private static final class Task extends RecursiveAction {
        private static final long serialVersionUID = 1;

        private final transient Work work;
        private final int part;

        Task(Work work, int part) {
            this.work = work;
            this.part = part;
        }

        @Override
        protected void compute() {
            work.run(part);
        }
    }

    private final int count;
    private final @Nullable ForkJoinPool pool;

    Parts(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", expected at least 1");
        }
        this.count = count;
        this.pool = count == 1 ? null : new ForkJoinPool(count - 1);
    }

    int count() {
        return count;
    }

    /** Runs all parts, the first on the calling thread, and waits for them. */
    void run(Work work) {
        if (pool == null) {
            work.run(0);
            return;
        }
        Task[] tasks = new Task[count - 1];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = new Task(work, i + 1);
            pool.execute(tasks[i]);
        }
        try {
            work.run(0);
        } finally {
            for (Task task : tasks) {
                task.quietlyJoin();
            }
        }
        for (Task task : tasks) {
            task.join(); // throws what the part threw
        }
    }
}
