package org.mobilenet4j.server.batching;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.mobilenet4j.server.batching.Job.Taken;

/**
 * A bounded queue in front of a fixed set of threads that compute in batches. A thread that is free takes what waits, up to
 * its share of it, and never waits for more unless it is told to; a request of many items is divided among the threads. What
 * does not fit into the queue is refused at once.
 *
 * <p>Requests are begun in the order in which they came. Safe for any number of threads. It is closed by {@link #close}.
 *
 * @param <T> what is computed from, such as an image
 * @param <R> what comes out
 */
public final class Batcher<T, R> implements AutoCloseable {
    private final BatchFunction<T, R> function;
    private final BatchOptions options;
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledThreadPoolExecutor clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition emptied = lock.newCondition();

    /** Guarded by the lock, as are the counts: requests of which an item waits, the oldest first. */
    private final Deque<Job<T, R>> queue = new ArrayDeque<>();

    private int waitingItems;
    private long waitingBytes;
    private int busy;
    private boolean isClosed;

    /**
     * Starts the threads.
     *
     * @param name what the threads are called, with a number behind it
     */
    public Batcher(String name, BatchOptions options, BatchFunction<T, R> function) {
        this.function = function;
        this.options = options;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name + "-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
        for (int i = 0; i < options.threads(); i++) {
            threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(this::work));
        }
    }

    /** The queue's bounds and the number of threads. */
    public BatchOptions options() {
        return options;
    }

    /**
     * Asks for one item.
     *
     * @throws RefusedException if the queue is full or closed
     */
    public CompletableFuture<R> submit(T item) {
        return submit(List.of(item), Demand.PLAIN).thenApply(List::getFirst);
    }

    /**
     * Asks for items whose results are wanted together. The answer fails with the first failure of an item, and with a
     * {@link RefusedException} after its deadline or when nobody waits for it.
     *
     * @throws RefusedException if there is no room for them in the queue, or it is closed
     * @throws IllegalArgumentException if there are more items than the queue could ever hold
     */
    @SuppressWarnings("FutureReturnValueIgnored") // that of the alarm's end, which cannot fail
    public CompletableFuture<List<R>> submit(List<T> items, Demand demand) {
        if (items.size() > options.queueItems()) {
            throw new IllegalArgumentException(
                    "the request has " + items.size() + " items, expected at most " + options.queueItems());
        }
        Job<T, R> job = new Job<>(items, demand, System.nanoTime());
        if (items.isEmpty()) {
            job.answer().complete(List.of());
            return job.answer();
        }
        lock.lock();
        try {
            if (isClosed) {
                throw new RefusedException(Refusal.CLOSED, "the server is shutting down");
            }
            requireRoom(items.size(), demand.bytes());
            queue.addLast(job);
            waitingItems += items.size();
            waitingBytes += demand.bytes();
            if (items.size() == 1) {
                arrived.signal();
            } else {
                arrived.signalAll();
            }
        } finally {
            lock.unlock();
        }
        Duration timeout = demand.timeout();
        if (timeout != null) {
            Future<?> alarm = clock.schedule(() -> expire(job, timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
            job.answer().whenComplete((results, failure) -> alarm.cancel(false));
        }
        return job.answer();
    }

    /**
     * Checks that there is room for a request, so that it can be refused before it is read.
     *
     * @throws RefusedException if there is none
     */
    public void requireRoom(int items, long bytes) {
        lock.lock();
        try {
            if (waitingItems + items > options.queueItems()) {
                throw new RefusedException(
                        Refusal.QUEUE_FULL,
                        "the queue is full: " + waitingItems + " of " + options.queueItems()
                                + " images wait; try again later");
            }
            if (waitingBytes + bytes > options.queueBytes() && waitingItems > 0) {
                throw new RefusedException(
                        Refusal.QUEUE_BYTES,
                        "the queue is full: requests of " + waitingBytes + " of " + options.queueBytes()
                                + " bytes wait; try again later");
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many items wait. */
    public int waitingItems() {
        lock.lock();
        try {
            return waitingItems;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes of requests wait. */
    public long waitingBytes() {
        lock.lock();
        try {
            return waitingBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more and waits until all that was taken is computed; says whether it was within the time. */
    public boolean drain(Duration most) throws InterruptedException {
        long nanos = most.toNanos();
        lock.lock();
        try {
            isClosed = true;
            arrived.signalAll();
            while (!queue.isEmpty() || busy > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = emptied.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, refuses what waits, and lets the threads end when they are done with what they compute. */
    @Override
    public void close() {
        List<Job<T, R>> left;
        lock.lock();
        try {
            isClosed = true;
            left = List.copyOf(queue);
            queue.clear();
            waitingItems = 0;
            waitingBytes = 0;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(job -> job.fail(new RefusedException(Refusal.CLOSED, "the server is shutting down")));
        clock.shutdownNow();
    }

    private void expire(Job<T, R> job, Duration timeout) {
        lock.lock();
        try {
            if (queue.remove(job)) {
                forget(job, job.waiting());
            }
        } finally {
            lock.unlock();
        }
        job.fail(new RefusedException(
                Refusal.DEADLINE, "the request was not computed within its " + timeout.toMillis() + " ms"));
    }

    /** Counts down for a request of which nothing waits any more. */
    private void forget(Job<T, R> job, int items) {
        waitingItems -= items;
        waitingBytes -= job.bytes();
    }

    private void work() {
        for (List<Taken<T, R>> batch = take(); !batch.isEmpty(); batch = take()) {
            try {
                compute(batch);
            } finally {
                lock.lock();
                try {
                    busy--;
                    emptied.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Waits for items and takes this thread's share of them; none when there will be no more. */
    private List<Taken<T, R>> take() {
        List<Taken<T, R>> batch = new ArrayList<>();
        lock.lock();
        try {
            while (!isReady()) {
                if (isClosed && queue.isEmpty()) {
                    return batch;
                }
                if (queue.isEmpty()) {
                    arrived.awaitUninterruptibly();
                } else {
                    awaitOthers();
                }
            }
            int share = Math.min(options.maxBatch(), Math.ceilDiv(waitingItems, options.threads()));
            while (batch.size() < share) {
                Job<T, R> oldest = queue.getFirst();
                batch.add(oldest.take());
                waitingItems--;
                if (oldest.waiting() == 0) {
                    queue.removeFirst();
                    forget(oldest, 0);
                }
            }
            busy++;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a batch is to be taken now: one is full, or the oldest item has waited for others long enough. */
    private boolean isReady() {
        return !queue.isEmpty() && (isClosed || waitingItems >= options.maxBatch() || patienceNanos() <= 0);
    }

    private long patienceNanos() {
        long delay = options.maxDelay().toNanos();
        return delay == 0 ? 0 : queue.getFirst().arrivedNanos() + delay - System.nanoTime();
    }

    @SuppressWarnings("WaitNotInLoop") // the caller's
    private void awaitOthers() {
        try {
            arrived.awaitNanos(patienceNanos());
        } catch (InterruptedException e) {
            // Nobody but a stranger interrupts these threads; they end when the queue is closed.
        }
    }

    private void compute(List<Taken<T, R>> batch) {
        try {
            function.compute(batch.stream().map(Taken::item).toList(), new BatchResults<>(batch));
            batch.forEach(item -> item.job().failUnlessComplete(item.index(), "the batch function gave it no result"));
        } catch (Throwable failure) { // a thread that ends would be missing for ever
            batch.forEach(item -> item.job().fail(failure));
        }
    }

    private record BatchResults<T, R>(List<Taken<T, R>> batch) implements BatchFunction.Results<R> {
        @Override
        public boolean isWanted(int index) {
            return batch.get(index).job().isWanted();
        }

        @Override
        public void complete(int index, R result) {
            batch.get(index).job().complete(batch.get(index).index(), result);
        }

        @Override
        public void fail(int index, Throwable failure) {
            batch.get(index).job().fail(failure);
        }
    }
}
