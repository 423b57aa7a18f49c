// For the shell: spark-shell --jars mobilenet-spark.jar -i classify.scala
// It leaves `classified`, a DataFrame, to look at: classified.groupBy("predictedLabel").count().show()

import org.mobilenet4j.spark.MobileNetModel

val folder = sys.env.getOrElse("IMAGES", "photos")
val files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(folder).select("path")
val classified = MobileNetModel.open("cifar10").setInputCol("path").transform(files)
