package org.mobilenet4j.spark.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.udf;

import java.util.List;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.MobileNetModel;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finds pairs of images that are all but the same: resized, compressed again, slightly cut. Two images are candidates where
 * their embeddings share a bucket of a locality-sensitive hash; the cosine of candidates is computed exactly, so that what
 * is found is right, and a few pairs near the threshold are missed. The work grows with the number of images, not of
 * pairs, but for images that are there thousands of times: they share all buckets.
 *
 * <p>The embeddings are kept in the executors' memory, or on their disks, as long as the session lasts.
 *
 * @param model that embeds the images, a classifier or a trunk; its {@code inputCol} is the column of images
 * @param cosine of pairs that count, above 0 up to 1
 * @param tables of the hash: more of them miss less and take longer
 * @param seed of the hash
 */
public record NearDuplicates(MobileNetModel model, double cosine, int tables, long seed) {
    /** What usual recompression and resizing stay above. */
    public static final double USUAL_COSINE = 0.95;

    private static final int USUAL_TABLES = 32;
    private static final int LEAST_BITS = 8;
    private static final int MOST_BITS = 40;

    private static final String VECTOR = "vector";
    private static final String NAME = "image";
    private static final String OTHER = "other";
    private static final String COSINE = "cosine";

    /** Of the result: the names of two images and the cosine of their embeddings. */
    public static final List<String> COLUMNS = List.of(NAME, OTHER, COSINE);

    public NearDuplicates {
        if (!(cosine > 0 && cosine <= 1)) {
            throw new IllegalArgumentException("cosine is " + cosine + ", must be above 0 and at most 1");
        }
        if (tables < 1) {
            throw new IllegalArgumentException("tables is " + tables + ", must be at least 1");
        }
    }

    /** Pairs of at least a cosine, by the usual tables: docs/spark.md says what these miss. */
    public NearDuplicates(MobileNetModel model, double cosine) {
        this(model, cosine, USUAL_TABLES, 1);
    }

    /**
     * The pairs within a set of images, each once, in the columns {@link #COLUMNS}.
     * Images that cannot be read are left out.
     *
     * @param nameCol the column of the images' names, each different, such as {@code path}
     * @throws InvalidInputException if a column is absent, or the model gives no embeddings
     */
    public Dataset<Row> within(Dataset<Row> images, String nameCol) {
        Dataset<Row> vectors = vectors(images, nameCol);
        UserDefinedFunction hash = hash(vectors);
        Dataset<Row> buckets = buckets(vectors, hash, NAME);
        Dataset<Row> others = buckets(vectors, hash, OTHER);
        return pairs(buckets.join(others, joined()).where(col(NAME).lt(col(OTHER))), vectors, vectors);
    }

    /**
     * The pairs of an image of one set and an image of another, such as of a set to train on and one to test on, in the
     * columns {@link #COLUMNS}; the second name is of the second set.
     *
     * @param nameCol the column of the images' names in both sets
     * @throws InvalidInputException if a column is absent, or the model gives no embeddings
     */
    public Dataset<Row> across(Dataset<Row> images, Dataset<Row> others, String nameCol) {
        Dataset<Row> vectors = vectors(images, nameCol);
        Dataset<Row> otherVectors = vectors(others, nameCol);
        UserDefinedFunction hash = hash(vectors.union(otherVectors));
        return pairs(
                buckets(vectors, hash, NAME).join(buckets(otherVectors, hash, OTHER), joined()), vectors, otherVectors);
    }

    private static Seq<String> joined() {
        return CollectionConverters.asScala(List.of("table", "bucket")).toSeq();
    }

    /** The embeddings, of length 1, and the images' names. */
    private Dataset<Row> vectors(Dataset<Row> images, String nameCol) {
        MobileNetModel embedding = model.copy(ParamMap.empty())
                .setPredictionCol("")
                .setPredictedLabelCol("")
                .setProbabilityCol("")
                .setRawPredictionCol("")
                .setTopKCol("")
                .setFeaturesCol("embedding")
                .setErrorCol("")
                .setHandleInvalid("skip");
        Dataset<Row> embedded = embedding.transform(images.select(nameCol, columns(model.getInputCol(), nameCol)));
        return new Normalizer()
                .setInputCol("embedding")
                .setOutputCol(VECTOR)
                .transform(embedded)
                .select(col(nameCol).as(NAME), col(VECTOR))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static String[] columns(String input, String name) {
        return input.equals(name) ? new String[0] : new String[] {input};
    }

    /** Buckets as many as there are vectors, so that few share one by chance. */
    private UserDefinedFunction hash(Dataset<Row> vectors) {
        Row summary = vectors.select(
                        Summarizer.metrics("mean", "count").summary(col(VECTOR)).as("of"))
                .select("of.mean", "of.count")
                .first();
        long count = summary.getLong(1);
        if (count == 0) {
            throw new InvalidInputException(
                    "no image can be read; expected some; look at the transformer's error column");
        }
        int bits = Math.clamp(Long.SIZE - Long.numberOfLeadingZeros(count), LEAST_BITS, MOST_BITS);
        Vector mean = summary.getAs(0);
        return udf(new HyperplaneHash(mean, tables, bits, seed), DataTypes.createArrayType(DataTypes.LongType, false));
    }

    private static Dataset<Row> buckets(Dataset<Row> vectors, UserDefinedFunction hash, String name) {
        return vectors.select(
                col(NAME).as(name), posexplode(hash.apply(col(VECTOR))).as(new String[] {"table", "bucket"}));
    }

    private Dataset<Row> pairs(Dataset<Row> candidates, Dataset<Row> vectors, Dataset<Row> otherVectors) {
        UDF2<Vector, Vector, Double> dot = Vector::dot;
        return candidates
                .select(NAME, OTHER)
                .distinct()
                .join(vectors, NAME)
                .join(otherVectors.select(col(NAME).as(OTHER), col(VECTOR).as("other vector")), OTHER)
                .select(
                        col(NAME),
                        col(OTHER),
                        udf(dot, DataTypes.DoubleType)
                                .apply(col(VECTOR), col("other vector"))
                                .as(COSINE))
                .where(col(COSINE).geq(cosine));
    }
}
