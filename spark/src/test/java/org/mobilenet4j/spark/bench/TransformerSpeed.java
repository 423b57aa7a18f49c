package org.mobilenet4j.spark.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.spark.MobileNetModel;

/**
 * Images a second that two executors of one core classify, and that one process of two threads does as {@code ./mobilenet
 * predict} would, by turns:
 *
 * <pre>TransformerSpeed FOLDER MODEL ROUNDS</pre>
 */
public final class TransformerSpeed {
    private TransformerSpeed() {}

    public static void main(String... args) throws IOException {
        Model model = Models.open(args[1]);
        SparkSession session = BenchCluster.start();
        Dataset<Row> paths =
                BenchCluster.images(session, args[0]).repartition(8).cache();
        long images = paths.count();
        Dataset<Row> classified = MobileNetModel.of(model).setInputCol("path").transform(paths);
        ImageClassifier classifier = ImageClassifier.of(model);
        ImageReader reader = new ImageReader(2).following(model.preprocessing());
        try (ImageFolder folder = ImageFolder.open(Path.of(args[0]))) {
            LabelledImages all = LabelledImages.of(folder);
            for (int round = 0; round <= Integer.parseInt(args[2]); round++) {
                long begin = System.nanoTime();
                classified.write().format("noop").mode("overwrite").save();
                double cluster = images / ((System.nanoTime() - begin) * 1e-9);
                begin = System.nanoTime();
                reader.map(all, classifier::classify, new ImageListener() {});
                double process = images / ((System.nanoTime() - begin) * 1e-9);
                System.out.printf(
                        Locale.ROOT,
                        "%s: executors %.1f images/s, one process %.1f, ratio %.3f%n",
                        round == 0 ? "warm-up" : "round " + round,
                        cluster,
                        process,
                        cluster / process);
            }
        }
        session.stop();
    }
}
