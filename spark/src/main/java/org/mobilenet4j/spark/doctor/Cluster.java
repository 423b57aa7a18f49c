package org.mobilenet4j.spark.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a cluster offers, found by asking it.
 *
 * @param slots tasks that can run at once
 * @param registered executors that are known; 0 where the driver runs the tasks itself
 * @param executors those that answered
 * @param oldJavas executors whose Java cannot run this library, as a host and a version
 * @param failure why executors could not be asked
 */
record Cluster(
        JvmFacts driver,
        int slots,
        int registered,
        List<JvmFacts> executors,
        List<String> oldJavas,
        Optional<String> failure) {
    static final int JAVA_NEEDED = 25;

    /** Executors of one application come up together: after so long without another, no more are waited for. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;
    private static final int ROUNDS = 5;

    Cluster {
        executors = List.copyOf(executors);
        oldJavas = List.copyOf(oldJavas);
    }

    /**
     * Asks each executor, by a short job or a few.
     *
     * @param wantedSlots executors are waited for until there are so many
     */
    static Cluster of(SparkSession session, int wantedSlots) {
        SparkContext context = session.sparkContext();
        int slots = awaitSlots(context, wantedSlots);
        int tasks = Math.max(1, slots); // where executors come on demand, a task is what makes them come
        JvmFacts driver = JvmFacts.named("the driver");
        List<String> oldJavas = List.of();
        Map<String, JvmFacts> executors = new TreeMap<>();
        try {
            oldJavas = oldJavas(session, tasks);
            for (int round = 0; oldJavas.isEmpty() && round < ROUNDS; round++) {
                JavaRDD<JvmFacts> facts = JavaSparkContext.fromSparkContext(context)
                        .parallelize(Collections.nCopies(tasks, 0), tasks)
                        .map(task -> JvmFacts.ofThisExecutor());
                answers(facts.collectAsync()).forEach(answer -> executors.put(answer.name(), answer));
                if (executors.size() >= registered(context)) {
                    break;
                }
            }
        } catch (IllegalStateException failed) {
            return new Cluster(
                    driver, slots, registered(context), List.of(), oldJavas, Optional.ofNullable(failed.getMessage()));
        }
        return new Cluster(
                driver,
                slots(context),
                registered(context),
                new ArrayList<>(executors.values()),
                oldJavas,
                Optional.empty());
    }

    /** Asked by Spark's own classes alone: an older Java cannot load ours. */
    private static List<String> oldJavas(SparkSession session, int tasks) {
        JavaRDD<Row> versions = session.range(0, tasks, 1, tasks)
                .selectExpr(
                        "java_method('java.net.InetAddress', 'getLocalHost')",
                        "java_method('java.lang.System', 'getProperty', 'java.version')")
                .javaRDD();
        TreeSet<String> old = new TreeSet<>();
        for (Row row : answers(versions.collectAsync())) {
            String version = row.getString(1);
            if (feature(version) < JAVA_NEEDED) {
                old.add(row.getString(0) + ": Java " + version);
            }
        }
        return List.copyOf(old);
    }

    private static int feature(String version) {
        return Integer.parseInt(
                version.startsWith("1.") ? version.substring(2, 3) : version.replaceFirst("[^0-9].*", ""));
    }

    /** @throws IllegalStateException if the job fails or takes too long; the message is a line */
    private static <T> List<T> answers(JavaFutureAction<List<T>> job) {
        try {
            return job.get(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            job.cancel(true);
            throw new IllegalStateException("no answer within " + LONGEST_ANSWER.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(cause(e), e);
        } catch (InterruptedException e) {
            job.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What the last attempt of the task said: Spark's message is that and a stack trace, in one. */
    private static String cause(ExecutionException failed) {
        String message = String.valueOf(
                failed.getCause() == null ? failed : failed.getCause().getMessage());
        return message.lines()
                .map(line -> line.replaceFirst(".*Lost task [^(]*\\([^(]*\\) \\(([^)]*)\\): ", "$1: "))
                .findFirst()
                .orElse(message);
    }

    static int awaitSlots(SparkContext context, int wanted) {
        long longest = context.getConf()
                .getTimeAsMs(
                        "spark.scheduler.maxRegisteredResourcesWaitingTime",
                        Duration.ofSeconds(30).toMillis() + "ms");
        boolean isOnDemand = context.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
        int slots = slots(context);
        long waited = 0;
        long since = 0;
        while (!isOnDemand
                && slots < Math.max(1, wanted)
                && waited < longest
                && (slots == 0 || since < SETTLED.toMillis())) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return slots;
            }
            int now = slots(context);
            waited += POLL_MILLIS;
            since = now == slots ? since + POLL_MILLIS : 0;
            slots = now;
        }
        return slots;
    }

    /** By the count with which Spark itself decides whether a barrier stage may begin. */
    private static int slots(SparkContext context) {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    private static int registered(SparkContext context) {
        return context.statusTracker().getExecutorInfos().length - 1; // the driver is among them
    }
}
