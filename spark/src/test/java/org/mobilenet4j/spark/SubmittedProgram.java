package org.mobilenet4j.spark;

import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.spark.doctor.Doctor;
import org.mobilenet4j.spark.doctor.Finding;
import org.mobilenet4j.spark.doctor.Workload;

/** A program such as a user writes: {@link SparkSubmitIT} hands it to spark-submit, in a jar of its own. */
public final class SubmittedProgram {
    private SubmittedProgram() {}

    public static void main(String[] args) {
        SparkSession session = SparkSession.builder().getOrCreate();
        for (Finding finding : Doctor.of(session, Workload.inStep(2, 1))) {
            System.out.println(finding);
        }
        session.stop();
    }
}
