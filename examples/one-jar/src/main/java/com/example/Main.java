package com.example;

import java.io.IOException;
import java.nio.file.Path;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Models;
import org.mobilenet4j.kernel.KernelSelection;

/** Classifies a file with the included model, and says on which kernels. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        ImageClassifier classifier = ImageClassifier.of(Models.open("cifar10"));
        System.out.println(classifier.classify(Path.of(args[0])).best());
        System.out.println(KernelSelection.chosen().reason());
    }
}
