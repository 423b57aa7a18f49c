"""Trains a classifier on a folder with a folder of images per class.

    spark-submit --jars mobilenet-spark.jar --py-files mobilenet_spark.py train.py FOLDER WEIGHTS OUT

WEIGHTS are those to begin from, such as a file that 'mobilenet weights fetch mobilenet_v2' has fetched. OUT becomes the stage
as Spark ML saves it; the model is in the folder OUT/model, which ./mobilenet predict reads as it is.
"""

import sys

from pyspark.sql import SparkSession, functions

from mobilenet_spark import MobileNetClassifier

folder, weights, out = sys.argv[1:4]

spark = SparkSession.builder.appName("train").getOrCreate()
images = (
    spark.read.format("binaryFile")
    .option("recursiveFileLookup", "true")
    .option("pathGlobFilter", "*.{jpg,jpeg,png}")
    .load(folder)
    .withColumn("label", functions.element_at(functions.split("path", "/"), -2))
)
model = MobileNetClassifier(modelPath=weights, inputCol="content").fit(images)
model.write().overwrite().save(out)
spark.stop()
