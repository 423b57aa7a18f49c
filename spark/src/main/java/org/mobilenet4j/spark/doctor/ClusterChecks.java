package org.mobilenet4j.spark.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mobilenet4j.image.JpegSelection;
import org.mobilenet4j.kernel.KernelSelection;

/** What the doctor makes of the driver's and the executors' answers. */
final class ClusterChecks {
    private static final Runtime.Version FIRST_SOUND_JAVA = Runtime.Version.parse("25.0.3");

    /** Of an executor's heap: the rest is Spark's own, decoded images, and what the collector needs to breathe. */
    private static final double SHARE_FOR_A_RANK = 0.6;

    private ClusterChecks() {}

    /** All of them; where executors cannot run the library, that alone. */
    static List<Finding> of(Cluster cluster, Workload workload) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java(cluster));
        findings.add(executors(cluster));
        findings.add(slots(cluster, workload));
        if (cluster.failure().isEmpty() && cluster.oldJavas().isEmpty()) {
            findings.add(kernels(cluster));
            findings.add(sameKernels(cluster));
            findings.add(sameDecoders(cluster));
            findings.add(webp(cluster));
            if (workload.rankBytes() > 0) {
                findings.add(memory(cluster, workload));
            }
        }
        return findings;
    }

    static Finding java(Cluster cluster) {
        String subject = "Java";
        if (!cluster.oldJavas().isEmpty()) {
            return Finding.error(
                    subject,
                    String.join(", ", cluster.oldJavas()),
                    "install a JDK " + Cluster.JAVA_NEEDED + " or later on every machine and set"
                            + " spark.executorEnv.JAVA_HOME to it");
        }
        List<JvmFacts> unsound =
                those(cluster, jvm -> Runtime.Version.parse(jvm.java()).compareTo(FIRST_SOUND_JAVA) < 0);
        return unsound.isEmpty()
                ? Finding.fine(subject, distinct(all(cluster), JvmFacts::java))
                : Finding.warning(
                        subject,
                        unsound.getFirst().java() + " on " + names(unsound),
                        "update to " + FIRST_SOUND_JAVA + " or later: before, the collector G1 may move arrays that"
                                + " native code is reading (JDK-8377811)");
    }

    static Finding executors(Cluster cluster) {
        String subject = "executors";
        int asked = cluster.executors().size();
        if (cluster.failure().isPresent()) {
            return Finding.error(
                    subject,
                    "cannot run the library (" + cluster.failure().get() + ")",
                    cluster.slots() == 0
                            ? "see that the cluster has free cores for this application"
                            : "give them mobilenet-spark.jar with --jars, or by spark.executor.extraClassPath");
        }
        if (!cluster.oldJavas().isEmpty()) {
            return Finding.error(subject, "their Java is too old for the library", "see above");
        }
        return asked < cluster.registered()
                ? Finding.warning(
                        subject,
                        asked + " of " + cluster.registered() + " answered, the others are busy",
                        "ask again when they are not")
                : Finding.fine(subject, cluster.registered() == 0 ? "none, the driver runs the tasks" : asked + "");
    }

    static Finding slots(Cluster cluster, Workload workload) {
        String subject = "slots";
        String found = counted(cluster.slots(), "task") + " can run at once";
        return cluster.slots() < workload.ranks()
                ? Finding.error(
                        subject,
                        found + ", and " + counted(workload.ranks(), "rank") + " must",
                        "give the application more executors or cores, lower spark.task.cpus, or train with "
                                + counted(Math.max(1, cluster.slots()), "rank"))
                : Finding.fine(subject, found);
    }

    static Finding kernels(Cluster cluster) {
        String subject = "kernels";
        List<JvmFacts> impossible = those(cluster, jvm -> jvm.kernels().isEmpty());
        if (!impossible.isEmpty()) {
            return Finding.error(
                    subject,
                    impossible.getFirst().kernelsReason() + " (" + names(impossible) + ")",
                    "set " + KernelSelection.PROPERTY + " to auto or leave it out");
        }
        // The driver computes little; a slow one is no reason to stop.
        List<JvmFacts> slow = cluster.executors().stream()
                .filter(jvm -> !jvm.kernelsRemedy().isEmpty())
                .toList();
        return slow.isEmpty()
                ? Finding.fine(subject, distinct(all(cluster), JvmFacts::kernelsReason))
                : Finding.error(
                        subject,
                        slow.getFirst().kernelsReason() + " (" + names(slow) + ")",
                        slow.getFirst().kernelsRemedy() + ", or accept them by spark.executor.extraJavaOptions=-D"
                                + KernelSelection.PROPERTY + "=scalar");
    }

    static Finding sameKernels(Cluster cluster) {
        String subject = "same kernels";
        List<JvmFacts> others = those(cluster, jvm -> !jvm.hasKernelsOf(cluster.driver()));
        return others.isEmpty()
                ? Finding.fine(subject, "everywhere")
                : Finding.warning(
                        subject,
                        others.getFirst().kernels() + " on " + names(others) + ", "
                                + cluster.driver().kernels() + " on the driver: results differ in their last bits",
                        "where bits matter, set -D" + KernelSelection.PROPERTY + " in spark.driver.extraJavaOptions and"
                                + " spark.executor.extraJavaOptions to what all of them have");
    }

    static Finding sameDecoders(Cluster cluster) {
        String subject = "JPEG decoder";
        List<JvmFacts> impossible = those(cluster, jvm -> jvm.decoder().isEmpty());
        if (!impossible.isEmpty()) {
            return Finding.error(
                    subject,
                    impossible.getFirst().decoderReason() + " (" + names(impossible) + ")",
                    "set " + JpegSelection.PROPERTY + " to auto or leave it out");
        }
        List<JvmFacts> others = those(cluster, jvm -> !jvm.hasDecoderOf(cluster.driver()));
        return others.isEmpty()
                ? Finding.fine(subject, distinct(all(cluster), JvmFacts::decoderReason))
                : Finding.warning(
                        subject,
                        others.getFirst().decoderReason() + " on " + names(others) + "; "
                                + cluster.driver().decoderReason() + " on the driver: pixels differ by a level",
                        "install libjpeg-turbo on every machine, or set -D" + JpegSelection.PROPERTY
                                + "=imageio in spark.driver.extraJavaOptions and spark.executor.extraJavaOptions");
    }

    static Finding webp(Cluster cluster) {
        String subject = "WebP";
        List<JvmFacts> without = those(cluster, jvm -> !jvm.hasWebp());
        return without.isEmpty()
                ? Finding.fine(subject, "can be read")
                : Finding.warning(
                        subject,
                        "cannot be read by " + names(without),
                        "give them mobilenet-spark.jar with --jars: the reader is in it");
    }

    static Finding memory(Cluster cluster, Workload workload) {
        String subject = "memory";
        int executors = Math.max(1, cluster.executors().size());
        long ranks = Math.ceilDiv(Math.max(1, workload.ranks()), executors);
        long wanted = ranks * workload.rankBytes();
        long heap = cluster.executors().stream()
                .mapToLong(JvmFacts::heapBytes)
                .min()
                .orElse(cluster.driver().heapBytes());
        String found = SettingChecks.megabytes(wanted) + " for the " + (ranks == 1 ? "rank" : ranks + " ranks")
                + " of an executor, whose heap is " + SettingChecks.megabytes(heap);
        String remedy = "set spark.executor.memory=" + Math.ceilDiv((long) (wanted / SHARE_FOR_A_RANK), 1L << 20)
                + "m, or take smaller batches";
        if (wanted > heap) {
            return Finding.error(subject, found, remedy);
        }
        return wanted > SHARE_FOR_A_RANK * heap
                ? Finding.warning(subject, found, remedy)
                : Finding.fine(subject, found);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static List<JvmFacts> all(Cluster cluster) {
        return Stream.concat(Stream.of(cluster.driver()), cluster.executors().stream())
                .toList();
    }

    private static List<JvmFacts> those(Cluster cluster, Predicate<JvmFacts> condition) {
        return all(cluster).stream().filter(condition).toList();
    }

    private static String names(List<JvmFacts> jvms) {
        String first = jvms.stream().limit(3).map(JvmFacts::name).collect(Collectors.joining(", "));
        return jvms.size() > 3 ? first + " and " + (jvms.size() - 3) + " more" : first;
    }

    private static String distinct(List<JvmFacts> jvms, Function<JvmFacts, String> what) {
        return jvms.stream().map(what).distinct().collect(Collectors.joining("; "));
    }
}
