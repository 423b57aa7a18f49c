"""mobilenet4j's stages of Spark ML for PySpark.

    spark-submit --jars mobilenet-spark.jar --py-files mobilenet_spark.py program.py

Images are read, decoded and computed with in the executors' JVMs: no Python runs there, and no image passes through one.
"""

import sys

from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams

__all__ = ["MobileNetClassifier", "MobileNetModel", "doctor"]

_PACKAGE = "org.mobilenet4j.spark"


class _JavaDefaults(JavaParams):
    """Leaves what is not set to the Java stage, whose defaults follow from its model."""

    def _transfer_params_to_java(self):
        for param in self.params:
            if self.isSet(param):
                self._java_obj.set(self._make_java_param_pair(param, self._paramMap[param]))


class MobileNetModel(_JavaDefaults, JavaModel, JavaMLReadable, JavaMLWritable):
    """A model over a column of images.

        MobileNetModel(modelPath="cifar10", inputCol="content").transform(images)

    The params are those of the Java class; ``explainParams()`` lists them.
    """

    __module__ = _PACKAGE  # by it PySpark finds the Java class of a Python one, and the reverse

    def __init__(self, java_model=None, **params):
        super().__init__(java_model or self._new_java_obj(_PACKAGE + ".MobileNetModel"))
        self._transfer_params_from_java()
        self._set(**params)


class MobileNetClassifier(_JavaDefaults, JavaEstimator, JavaMLReadable, JavaMLWritable):
    """Trains a classifier on a column of images and one of labels; ``fit`` gives a MobileNetModel.

    The params are those of the Java class; ``explainParams()`` lists them.
    """

    __module__ = _PACKAGE

    def __init__(self, **params):
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + ".MobileNetClassifier")
        self._create_params_from_java()
        self._resetUid(self._java_obj.uid())
        self._transfer_params_from_java()
        self._set(**params)

    def _fit(self, dataset):  # without PySpark's copying of params: modelPath is here the model to begin from
        return self._create_model(self._fit_java(dataset))

    def _create_model(self, java_model):
        return MobileNetModel(java_model)


def doctor(spark, ranks=0, threads=1):
    """What could be amiss with the cluster, a line for each thing that was looked at.

    ranks: tasks that are to train in step; 0 if none are
    threads: threads of each of them
    """
    java = spark.sparkContext._jvm.org.mobilenet4j.spark.doctor
    findings = java.Doctor.of(spark._jsparkSession, java.Workload.inStep(ranks, threads))
    return [finding.toString() for finding in findings]


# Pipelines that are loaded look for their stages' Python classes under the names of the Java ones.
sys.modules[_PACKAGE] = sys.modules[__name__]
