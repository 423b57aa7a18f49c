package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet evaluate}: how good is a model on these images? */
@Command(
        name = "evaluate",
        description = {
            "Evaluates a model on images of which the truth is known, in a folder, zip or tar: for a classifier, a folder"
                    + " per class, named as the model names its classes, by WordNet id for ImageNet's, or by the number of"
                    + " the class; for a detector, boxes in the form of COCO, PASCAL VOC or YOLO; for a segmentation"
                    + " network, masks, or COCO's or YOLO's polygons. Their classes are matched by name."
        },
        footerHeading = "%nExample:%n",
        footer = "  mobilenet evaluate --model my-model --data photos --report report.html")
@SuppressWarnings("NullAway.Init")
final class EvaluateVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private ModelFlag model;

    @Mixin
    private WeightsAsFlag weightsAs;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder or archive (zip, tar) of images. Of a dataset that is split, the test part is taken, or else"
                            + " the validation part.")
    private Path data;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page to read and print: figures, charts and the worst mistakes, in one HTML file.")
    private @Nullable Path page;

    @Option(
            names = "--csv",
            paramLabel = "DIR",
            description = "Write tables for a spreadsheet: images.csv, classes.csv, confusion.csv; of a detector also"
                    + " detections.csv and thresholds.csv.")
    private @Nullable Path tables;

    @Mixin
    private ImageFlags images;

    EvaluateVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        OutputPath.requireFile("--report", page);
        OutputPath.requireFolder("--csv", tables);
        ImageReader reader = images.reader();
        Report report = output.report();
        Model bundle = images.oriented(model.load(output).withWeightsAs(weightsAs.type()), report);
        EvaluatedModel evaluated = new EvaluatedModel(model.name(), data, page, tables, report);
        try (ConsoleListener listener = new ConsoleListener(report)) {
            switch (bundle.task()) {
                case Task.ObjectDetection d -> evaluated.detector(bundle, reader, listener);
                case Task.SemanticSegmentation s -> evaluated.segmenter(bundle, reader, listener);
                case Task.ImageClassification c -> evaluated.classifier(bundle, reader, listener);
                case Task.FeatureExtraction f -> evaluated.classifier(bundle, reader, listener);
            }
        }
        return ExitCode.OK;
    }
}
