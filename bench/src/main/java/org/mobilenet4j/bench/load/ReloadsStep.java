package org.mobilenet4j.bench.load;

import java.util.Map;

/**
 * What reloads do to those who come meanwhile, at half the capacity.
 *
 * @param failedReloads with what the first of them said, if there was one
 * @param offered images that came meanwhile
 * @param late those answered after the deadline
 * @param refused those answered 503
 * @param errors those with neither an answer nor a refusal
 * @param worstP99Millis of the parts of {@code --seconds} each that the load came in
 * @param megabytesBefore resident memory of the server when some had been done, NaN where it is not known
 * @param megabytesAfter the same when all had been done
 */
public record ReloadsStep(
        String server,
        int reloads,
        int failedReloads,
        String firstFailure,
        long offered,
        long late,
        long refused,
        long errors,
        Map<String, Long> causes,
        double worstP99Millis,
        double megabytesBefore,
        double megabytesAfter) {}
