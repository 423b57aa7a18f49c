"""What a program in Python sees of the stages; PySparkIT hands it to spark-submit with a folder of images."""

import os
import sys

from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import LogisticRegression
from pyspark.sql import SparkSession, functions

from mobilenet_spark import MobileNetClassifier, MobileNetModel, doctor

folder, scratch = sys.argv[1:3]
spark = SparkSession.builder.getOrCreate()
images = (
    spark.read.format("binaryFile")
    .option("recursiveFileLookup", "true")
    .load(folder)
    .withColumn("label", functions.col("path").contains("/rose/").cast("double"))
)

stage = MobileNetModel(modelPath="cifar10", topKCol="topK", topK=3)
rows = stage.transform(images).orderBy("path").collect()
assert len(rows) == 9, len(rows)
damaged = [row for row in rows if row.error is not None]
assert len(damaged) == 1 and damaged[0].predictedLabel is None, damaged
assert all(len(row.topK) == 3 for row in rows if row.error is None)
assert stage.transform(images).columns[-1] == "error", "a second use has the same columns"
assert stage.copy({stage.topK: 2}).transform(images).where("error is null").first().topK.__len__() == 2
assert stage.getOrDefault("topK") == 3 and stage.getOrDefault("handleInvalid") == "keep"
assert "column of images" in stage.explainParam("inputCol")

stage.write().overwrite().save(os.path.join(scratch, "stage"))
again = MobileNetModel.load(os.path.join(scratch, "stage")).transform(images).orderBy("path").collect()
assert [row.probability for row in again] == [row.probability for row in rows]

embedding = MobileNetModel(modelPath="cifar10", featuresCol="features", predictionCol="", probabilityCol="", handleInvalid="skip")
pipeline = Pipeline(stages=[embedding, LogisticRegression(maxIter=5)])
fitted = pipeline.fit(images)
fitted.write().overwrite().save(os.path.join(scratch, "pipeline"))
loaded = PipelineModel.load(os.path.join(scratch, "pipeline"))
assert isinstance(loaded.stages[0], MobileNetModel), loaded.stages
expected = [row.prediction for row in fitted.transform(images).orderBy("path").collect()]
assert [row.prediction for row in loaded.transform(images).orderBy("path").collect()] == expected
assert len(expected) == 8

classifier = MobileNetClassifier(modelPath="cifar10", labelCol="label", classNames=["other", "rose"], epochs=2, seed=3)
classifier.write().overwrite().save(os.path.join(scratch, "classifier"))
trained = [each.fit(images) for each in (classifier, MobileNetClassifier.load(os.path.join(scratch, "classifier")))]
first, second = [model.transform(images).orderBy("path").collect() for model in trained]
assert [row.probability for row in first] == [row.probability for row in second]
assert {row.predictedLabel for row in first if row.error is None} <= {"other", "rose"}, first

assert any("slots" in line for line in doctor(spark, ranks=2)), doctor(spark)
print("the wrapper does what it should")
spark.stop()
