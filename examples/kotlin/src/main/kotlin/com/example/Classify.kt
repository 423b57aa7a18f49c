package com.example

import java.nio.file.Path
import org.mobilenet4j.ImageClassifier
import org.mobilenet4j.Models

/** Classifies images: the first argument is a model's name or folder, the others are files. */
fun main(args: Array<String>) {
    val classifier = ImageClassifier.of(Models.open(args.first()))
    for (file in args.drop(1)) {
        val best = classifier.classify(Path.of(file)).best()
        println("%s: %s (%.1f %%)".format(file, best.label, 100 * best.probability))
    }
}
