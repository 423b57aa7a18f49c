package org.mobilenet4j.spark;

import java.nio.file.Path;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.spark.doctor.Doctor;
import org.mobilenet4j.spark.doctor.Finding;
import org.mobilenet4j.spark.doctor.Workload;

/**
 * A program such as a user writes, which {@link SparkSubmitIT} hands to spark-submit in a jar of its own: it asks the doctor,
 * and classifies a folder of images on the executors and in the driver.
 */
public final class SubmittedProgram {
    private SubmittedProgram() {}

    /** Prints the findings, and how many images of the folder {@code args[0]} are the same. */
    public static void main(String[] args) {
        SparkSession session = SparkSession.builder().getOrCreate();
        for (Finding finding : Doctor.of(session, Workload.inStep(2, 1))) {
            System.out.println(finding);
        }
        MobileNetModel stage =
                MobileNetModel.open("cifar10").setInputCol("path").setRawPredictionCol("logits");
        ImageClassifier classifier = ImageClassifier.of(stage.model());
        int same = 0;
        for (Row row : stage.transform(session.read()
                        .format("binaryFile")
                        .load(args[0])
                        .select("path")
                        .repartition(2))
                .collectAsList()) {
            Vector logits = row.getAs("logits");
            Path file = Path.of(row.<String>getAs("path").replaceFirst("file:", ""));
            float[] alone = classifier.logits(new ImageDecoder().decode(file));
            boolean isSame = logits.size() == alone.length;
            for (int i = 0; isSame && i < alone.length; i++) {
                isSame = logits.apply(i) == alone[i];
            }
            same += isSame ? 1 : 0;
        }
        System.out.println(same + " images are the same to the bit");
        session.stop();
    }
}
