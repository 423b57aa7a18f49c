///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DEPS org.mobilenet4j:mobilenet4j-core:0.1.0
//RUNTIME_OPTIONS --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED

import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Models;

/** {@code jbang classify.java MODEL IMAGE...}: MODEL is a folder, a file of weights, or cifar10. */
void main(String[] args) throws IOException {
    var classifier = ImageClassifier.of(Models.open(args[0]));
    for (int i = 1; i < args.length; i++) {
        IO.println(args[i] + ": " + classifier.classify(Path.of(args[i])).best().label());
    }
}
