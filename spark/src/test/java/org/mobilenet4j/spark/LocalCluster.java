package org.mobilenet4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Two executors of one core each, in processes of their own on this machine: what a cluster does, it does. One for all tests
 * of a JVM, since it takes ten seconds to come up; it ends with the JVM.
 */
public final class LocalCluster implements LauncherSessionListener {
    private static @Nullable SparkSession session;

    /** For JUnit, which makes one to tell it of the end. */
    public LocalCluster() {}

    @Override
    public void launcherSessionClosed(LauncherSession tests) {
        stop(); // before the JVM ends, when Spark would take the end of executors for a fault and begin others
    }

    /** The session, which is begun when it is first asked for. */
    public static synchronized SparkSession session() {
        if (session == null) {
            session = start();
        }
        return session;
    }

    /** Ends the session: the next who asks is given a new one. */
    public static synchronized void stop() {
        if (session != null) {
            session.stop();
            session = null;
        }
    }

    private static SparkSession start() {
        String home = System.getenv("SPARK_HOME");
        if (home == null || System.getenv("SPARK_SCALA_VERSION") == null) {
            throw new IllegalStateException(
                    "SPARK_HOME and SPARK_SCALA_VERSION are not set: run the tests by Maven, or set"
                            + " what the surefire plugin sets in spark/pom.xml");
        }
        try {
            Files.createDirectories(Path.of(home, "jars")); // that it is there is all that Spark asks
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SparkSession.builder()
                .appName("mobilenet4j-tests")
                .master("local-cluster[2,1,1536]")
                .config("spark.executor.memory", "1536m")
                .config("spark.ui.enabled", "false")
                .config("spark.executor.heartbeatInterval", "1s") // which bring news of what tasks are at
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.default.parallelism", "2")
                .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
                .config("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "120")
                .config("spark.sql.warehouse.dir", Path.of(home, "warehouse").toString())
                .config("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .getOrCreate();
    }
}
