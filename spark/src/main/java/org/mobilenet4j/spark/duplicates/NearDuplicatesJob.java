package org.mobilenet4j.spark.duplicates;

import static org.apache.spark.sql.functions.col;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.MobileNetModel;

/**
 * The job that {@code spark-submit} is given:
 *
 * <pre>
 * spark-submit --class org.mobilenet4j.spark.duplicates.NearDuplicatesJob mobilenet-spark.jar \
 *     --images hdfs:///photos/train --against hdfs:///photos/test --out hdfs:///photos/leaked
 * </pre>
 *
 * <p>Options: {@code --images FOLDER}, looked through with the folders in it; {@code --against FOLDER}, a second set whose
 * images are looked for in the first, without which the first is compared with itself; {@code --model NAME_OR_PATH}; {@code
 * --cosine NUMBER}; {@code --out FOLDER} for the pairs as CSV, the likest first.
 */
public final class NearDuplicatesJob {
    private static final Set<String> OPTIONS = Set.of("--images", "--against", "--model", "--cosine", "--out");

    private NearDuplicatesJob() {}

    /** Runs the job. */
    public static void main(String[] arguments) {
        Map<String, String> options = options(arguments);
        NearDuplicates search =
                new NearDuplicates(MobileNetModel.open(options.getOrDefault("--model", "cifar10")), cosine(options));
        String images = required(options, "--images");
        String out = required(options, "--out");
        SparkSession spark =
                SparkSession.builder().appName("near-duplicate images").getOrCreate();
        try {
            String against = options.get("--against");
            Dataset<Row> pairs = against == null
                    ? search.within(read(spark, images), "path")
                    : search.across(read(spark, images), read(spark, against), "path");
            pairs.orderBy(col("cosine").desc(), col("image"), col("other"))
                    .write()
                    .option("header", true)
                    .csv(out);
        } finally {
            spark.stop();
        }
    }

    private static Dataset<Row> read(SparkSession spark, String folder) {
        return spark.read()
                .format("binaryFile")
                .option("recursiveFileLookup", true)
                .option("pathGlobFilter", "*.{" + String.join(",", suffixes()) + "}")
                .load(folder);
    }

    /** In lower and in upper case. */
    private static Set<String> suffixes() {
        Set<String> suffixes = new TreeSet<>(ImageDecoder.suffixes());
        ImageDecoder.suffixes().forEach(suffix -> suffixes.add(suffix.toUpperCase(Locale.ROOT)));
        return suffixes;
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new InvalidInputException(arguments[i] + " is no option with a value; expected "
                        + String.join(", ", new TreeSet<>(OPTIONS)));
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private static String required(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new InvalidInputException(name + " is missing; give a folder: " + name + " FOLDER");
        }
        return value;
    }

    private static double cosine(Map<String, String> options) {
        String given = options.getOrDefault("--cosine", String.valueOf(NearDuplicates.USUAL_COSINE));
        try {
            double cosine = Double.parseDouble(given);
            if (cosine > 0 && cosine <= 1) {
                return cosine;
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of range is
        }
        throw new InvalidInputException("--cosine is " + given + ", expected a number above 0 and at most 1");
    }
}
