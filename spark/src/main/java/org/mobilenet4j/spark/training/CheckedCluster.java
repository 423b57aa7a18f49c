package org.mobilenet4j.spark.training;

import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.doctor.Doctor;
import org.mobilenet4j.spark.doctor.Finding;
import org.mobilenet4j.spark.doctor.Workload;
import org.mobilenet4j.workflow.WorkflowListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the doctor says of the cluster, before a training begins on it. */
final class CheckedCluster {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedCluster.class);

    private CheckedCluster() {}

    /**
     * Passes the doctor's warnings on, to the driver's log and to whoever listens.
     *
     * @throws InvalidInputException if what is to run would fail
     */
    static void require(SparkSession session, Workload workload, WorkflowListener listener) {
        for (Finding finding : Doctor.require(session, workload)) {
            if (finding.isWarning()) {
                LOG.warn("{}", finding.message());
                listener.onWarning(finding.message());
            }
        }
    }
}
