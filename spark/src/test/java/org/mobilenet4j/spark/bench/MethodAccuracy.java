package org.mobilenet4j.spark.bench;

import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.spark.MobileNetClassifier;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * The accuracy of a method of training, epoch by epoch:
 *
 * <pre>MethodAccuracy FOLDER MODEL METHOD [AVERAGE_EVERY]</pre>
 */
public final class MethodAccuracy {
    private MethodAccuracy() {}

    public static void main(String... args) {
        SparkSession session = BenchCluster.start();
        new MobileNetClassifier()
                .setModelPath(args[1])
                .setInputCol("path")
                .setLabelCol("class")
                .setMethod(args[2])
                .setAverageEvery(args.length > 3 ? Integer.parseInt(args[3]) : 0)
                .setRanks(2)
                .setListener(new WorkflowListener() {
                    @Override
                    public void onEpoch(Epoch epoch) {
                        System.out.printf(
                                Locale.ROOT,
                                "epoch %d: loss %.4f, accuracy %.4f, %.1f s%n",
                                epoch.epoch(),
                                epoch.loss(),
                                epoch.accuracy(),
                                epoch.seconds());
                    }
                })
                .fit(BenchCluster.images(session, args[0]));
        session.stop();
    }
}
