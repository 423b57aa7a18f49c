package org.mobilenet4j.training.network;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share each piece of work. What belongs to a part is decided by its number alone, never
 * by which thread is free, so that a number of parts gives the same sums again. Tasks are made once: a piece of work
 * allocates next to nothing.
 */
final class Parts {
    /** Work that is cut into parts. */
    @FunctionalInterface
    interface Work {
        void run(int part);
    }

    private static final class Task extends RecursiveAction {
        private static final long serialVersionUID = 1;

        private final int part;
        private transient @Nullable Work work;

        Task(int part) {
            this.part = part;
        }

        void hand(Work next) {
            reinitialize();
            work = next;
        }

        @Override
        protected void compute() {
            if (work != null) {
                work.run(part);
            }
        }
    }

    private final Task[] tasks;
    private final @Nullable ForkJoinPool pool;

    Parts(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", expected at least 1");
        }
        this.tasks = new Task[count - 1];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = new Task(i + 1);
        }
        this.pool = count == 1 ? null : new ForkJoinPool(count - 1);
    }

    int count() {
        return tasks.length + 1;
    }

    /** Runs all parts, the first on the calling thread, and waits for them. */
    void run(Work work) {
        for (Task task : tasks) {
            task.hand(work);
            if (pool != null) {
                pool.execute(task);
            }
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
