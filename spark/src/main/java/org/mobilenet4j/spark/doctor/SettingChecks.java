package org.mobilenet4j.spark.doctor;

import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;

/** What the doctor reads from the settings of an application, without asking its executors. */
final class SettingChecks {
    private static final Version SPARK_NEEDED = Version.parse("4.2");

    /** Before, Spark ML's params are other classes. */
    private static final Version OLDEST_SPARK = Version.parse("4.1");

    private static final String SCALA_NEEDED = "2.13";
    private static final long LONGEST_SILENCE_SECONDS = 60;
    private static final long LONGEST_BARRIER_SECONDS = 3600;
    private static final String YEAR = "31536000s"; // 365 days, Spark's own

    private SettingChecks() {}

    /** What does not fit is older than JDK 25, and most of it does not come so far. */
    static Finding spark(String version) {
        String subject = "Spark";
        String remedy = "run on Spark " + SPARK_NEEDED + " or later, the first that knows JDK 25";
        Version found = Version.parse(version);
        if (found.compareTo(OLDEST_SPARK) < 0) {
            return Finding.error(subject, version, remedy);
        }
        return found.compareTo(SPARK_NEEDED) < 0
                ? Finding.warning(subject, version, remedy)
                : Finding.fine(subject, version);
    }

    static Finding scala(String version) {
        String subject = "Scala";
        return version.startsWith(SCALA_NEEDED + ".")
                ? Finding.fine(subject, version)
                : Finding.error(subject, version, "take the Spark that is built for Scala " + SCALA_NEEDED);
    }

    /** All that depends on the settings and on what is to run. */
    static List<Finding> of(SparkConf settings, Workload workload) {
        List<Finding> findings = new ArrayList<>();
        findings.add(dynamicAllocation(settings, workload));
        if (workload.hasBarrier()) {
            findings.add(speculation(settings));
            findings.add(silence(settings));
            findings.add(barrierTimeout(settings));
            findings.add(taskCpus(settings, workload));
        }
        if (workload.collectedBytes() > 0) {
            findings.add(resultSize(settings, workload));
        }
        return findings;
    }

    static Finding dynamicAllocation(SparkConf settings, Workload workload) {
        String key = "spark.dynamicAllocation.enabled";
        String subject = "dynamic allocation";
        if (!settings.getBoolean(key, false)) {
            return Finding.fine(subject, "off");
        }
        return workload.hasBarrier()
                ? Finding.error(
                        subject,
                        "on, and Spark has no barrier stages with it",
                        "set " + key + "=false and a fixed number of executors, or train by averaging")
                : Finding.fine(subject, "on: all but training in step works with it");
    }

    /** Spark leaves barrier stages alone, so that a second rank 0 cannot turn up. */
    static Finding speculation(SparkConf settings) {
        boolean isOn = settings.getBoolean("spark.speculation", false);
        return Finding.fine("speculation", isOn ? "on; Spark does not speculate in barrier stages" : "off");
    }

    /** How long an executor that hangs is waited for, and with it the slot of its rank. */
    static Finding silence(SparkConf settings) {
        String key = "spark.network.timeout";
        String subject = "silent executors";
        long seconds = settings.getTimeAsSeconds(key, "120s");
        return seconds > LONGEST_SILENCE_SECONDS
                ? Finding.warning(
                        subject,
                        "given up after " + seconds + " s (" + key + "); one that hangs keeps its slot that long, and"
                                + " the others wait for it",
                        "set " + key + "=30s and spark.executor.heartbeatInterval=5s")
                : Finding.fine(subject, "given up after " + seconds + " s");
    }

    static Finding barrierTimeout(SparkConf settings) {
        String key = "spark.barrier.sync.timeout";
        String subject = "barrier";
        long seconds = settings.getTimeAsSeconds(key, YEAR);
        return seconds > LONGEST_BARRIER_SECONDS
                ? Finding.warning(
                        subject,
                        String.format(Locale.ROOT, "a rank waits for the others for %,d s (%s)", seconds, key),
                        "set " + key + "=300")
                : Finding.fine(subject, "a rank waits for the others for " + seconds + " s at most");
    }

    static Finding taskCpus(SparkConf settings, Workload workload) {
        String key = "spark.task.cpus";
        String subject = "threads";
        int cpus = settings.getInt(key, 1);
        String found = workload.threadsPerRank() + " in each task, which has " + cpus + " of the cores (" + key + ")";
        return cpus < workload.threadsPerRank()
                ? Finding.warning(
                        subject,
                        found,
                        "set " + key + "=" + workload.threadsPerRank() + ", or the ranks take each other's cores")
                : Finding.fine(subject, found);
    }

    static Finding resultSize(SparkConf settings, Workload workload) {
        String key = "spark.driver.maxResultSize";
        String subject = "results";
        long most = settings.getSizeAsBytes(key, "1g");
        long wanted = workload.collectedBytes();
        String found = megabytes(wanted) + " come to the driver, which takes "
                + (most == 0 ? "any amount" : megabytes(most)) + " (" + key + ")";
        return most > 0 && wanted > most
                ? Finding.error(subject, found, "set " + key + "=" + Math.ceilDiv(wanted * 5 / 4, 1 << 20) + "m")
                : Finding.fine(subject, found);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", Math.ceilDiv(bytes, 1L << 20));
    }
}
