package org.mobilenet4j.spark.bench;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Two executors of one core and 3 GB, in processes of their own on this machine, and a folder's images as rows. */
final class BenchCluster {
    private BenchCluster() {}

    static SparkSession start() {
        return SparkSession.builder()
                .appName("mobilenet4j-bench")
                .master("local-cluster[2,1,3072]")
                .config("spark.executor.memory", "3g")
                .config("spark.executor.extraJavaOptions", "-XX:+UseTransparentHugePages") // as the program trains
                .config("spark.ui.enabled", "false")
                .config("spark.executor.heartbeatInterval", "1s")
                .config("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .getOrCreate();
    }

    /** Columns {@code path} and {@code class}, the name of the file's folder. */
    static Dataset<Row> images(SparkSession session, String folder) {
        return session.read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .option("pathGlobFilter", "*.jpg")
                .load(folder)
                .withColumn("class", functions.element_at(functions.split(functions.col("path"), "/"), -2))
                .select("path", "class");
    }
}
