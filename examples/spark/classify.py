"""Classifies a folder of images.

    spark-submit --jars mobilenet-spark.jar --py-files mobilenet_spark.py classify.py FOLDER OUT [MODEL]

FOLDER is searched with all folders below it; OUT becomes a folder of Parquet files; MODEL is a name or a path on any file
system that Hadoop knows.
"""

import sys

from pyspark.sql import SparkSession

from mobilenet_spark import MobileNetModel

folder, out = sys.argv[1:3]
model = sys.argv[3] if len(sys.argv) > 3 else "cifar10"

spark = SparkSession.builder.appName("classify").getOrCreate()
files = (
    spark.read.format("binaryFile")
    .option("recursiveFileLookup", "true")
    .option("pathGlobFilter", "*.{jpg,jpeg,png}")
    .load(folder)
    .select("path")  # executors read the files themselves, while others are computed with
)
classified = MobileNetModel(modelPath=model, inputCol="path").transform(files)
classified.write.mode("overwrite").parquet(out)
spark.read.parquet(out).groupBy("predictedLabel").count().orderBy("predictedLabel").show()
spark.stop()
