package org.mobilenet4j.spark.doctor;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.io.InvalidInputException;
import scala.util.Properties;

/**
 * Tells whether a cluster is fit for what is to run on it, before it runs: by the application's settings, and by asking
 * every executor. As a program, it is what {@code spark-submit mobilenet-spark.jar} runs: it prints its findings, and ends
 * with 1 if one is an error.
 */
public final class Doctor {
    private static final String USAGE =
            "expected [--ranks N] [--threads N]: how many tasks train in step, and the threads" + " of each";

    private Doctor() {}

    /** Looks at everything. Takes a second or so, and as long as executors take to come up. */
    public static List<Finding> of(SparkSession session, Workload workload) {
        List<Finding> findings = new ArrayList<>();
        findings.add(SettingChecks.spark(session.version()));
        findings.add(SettingChecks.scala(Properties.versionNumberString()));
        findings.addAll(SettingChecks.of(session.sparkContext().getConf(), workload));
        findings.addAll(ClusterChecks.of(Cluster.of(session, workload.ranks()), workload));
        return List.copyOf(findings);
    }

    /**
     * Looks at everything, and refuses to go on where it would fail.
     *
     * @return the findings, none of which is an error
     * @throws InvalidInputException if one is; the message is that of the first
     */
    public static List<Finding> require(SparkSession session, Workload workload) {
        List<Finding> findings = of(session, workload);
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            int others = errors.size() - 1;
            throw new InvalidInputException(
                    errors.getFirst().message() + (others == 0 ? "" : " (" + others + " more, see the doctor)"));
        }
        return findings;
    }

    /**
     * How many tasks the cluster runs at once. With dynamic allocation, those of the executors that are there; without it,
     * executors that are coming up are waited for a while.
     */
    public static int slots(SparkSession session) {
        return Cluster.awaitSlots(session.sparkContext(), 0);
    }

    /** Prints the findings for the cluster that spark-submit was given. */
    public static void main(String[] args) {
        Workload workload;
        try {
            workload = workload(args);
        } catch (InvalidInputException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        SparkSession session =
                SparkSession.builder().appName("mobilenet doctor").getOrCreate();
        List<Finding> findings = of(session, workload);
        session.stop();
        findings.forEach(System.out::println);
        System.exit(findings.stream().noneMatch(Finding::isError) ? 0 : 1);
    }

    /** @throws InvalidInputException if the arguments are others than the usage says */
    static Workload workload(String... args) {
        int ranks = 0;
        int threads = 1;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new InvalidInputException(args[i] + ": no value behind it; " + USAGE);
            }
            switch (args[i]) {
                case "--ranks" -> ranks = atLeastOne(args[i], args[i + 1]);
                case "--threads" -> threads = atLeastOne(args[i], args[i + 1]);
                default -> throw new InvalidInputException(args[i] + " is no option of the doctor; " + USAGE);
            }
        }
        return Workload.inStep(ranks, threads);
    }

    private static int atLeastOne(String option, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as of a number that is too small.
        }
        throw new InvalidInputException(option + " is '" + value + "', expected a whole number from 1; " + USAGE);
    }
}
