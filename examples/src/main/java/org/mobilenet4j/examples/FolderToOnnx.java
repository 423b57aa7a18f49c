package org.mobilenet4j.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.onnx.ExportedModel;
import org.mobilenet4j.onnx.VerifiedExport;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.report.EvaluationReport;
import org.mobilenet4j.report.TrainingHistory;
import org.mobilenet4j.report.TrainingReport;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.ComparedModels;
import org.mobilenet4j.workflow.Embeddings;
import org.mobilenet4j.workflow.EvaluatedImages;
import org.mobilenet4j.workflow.FolderEvaluation;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.ModelComparison;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainedModel;
import org.mobilenet4j.workflow.Training;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.TrainingRun;
import org.mobilenet4j.workflow.VectorFormat;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * From a folder of images to a model that other programs run: two trainings, evaluation with a page, comparison, export to
 * ONNX and vectors of all images. Draws its images itself; give it an empty folder.
 */
public final class FolderToOnnx {
    private static final int THREADS = 2;

    private FolderToOnnx() {}

    public static void main(String[] args) throws IOException {
        run(Path.of(args.length > 0 ? args[0] : "folder-to-onnx"), System.out);
    }

    static void run(Path folder, PrintStream out) throws IOException {
        Path photos = folder.resolve("photos");
        Path others = folder.resolve("others");
        DrawnShapes.write(photos, 40, 1);
        DrawnShapes.write(others, 10, 2);
        ImageReader reader = new ImageReader(THREADS);
        WorkflowListener console = printing(out);

        Model whole;
        Model headOnly;
        try (ImageFolder data = ImageFolder.open(photos)) {
            Split split = Split.of(data, 0.2, 1);
            Model start = fresh(data.classes());
            NetworkPlan plan = Recipe.FINETUNE
                    .plan()
                    .with(change -> change.epochs(4).batchSize(16).threads(THREADS));
            TrainingHistory history = new TrainingHistory();
            TrainedModel trained = new TrainingRun(
                            new Training(start, plan, reader), folder.resolve("model"), false, Map.of())
                    .run(split, console.with(List.of(history)));
            new TrainingReport("model", "every layer, on drawings", plan, history, trained)
                    .write(folder.resolve("training.html"));
            whole = trained.model();
            headOnly = new Training(start, new HeadPlan(HeadOptions.DEFAULT), reader)
                    .run(split, WorkflowListener.NONE)
                    .model();
        }

        try (ImageFolder data = ImageFolder.open(others, whole.labels())) {
            EvaluatedImages evaluated = new FolderEvaluation(whole, reader).run(data, console);
            EvaluationReport.of("model", "other drawings", evaluated).write(folder.resolve("evaluation.html"));
            out.printf("top-1 %.1f %%%n", 100 * evaluated.evaluation().top(1));

            ComparedModels compared = new ModelComparison(whole, headOnly, reader).run(data, console);
            out.printf(
                    "both agree on %.1f %%, p = %.3g%n",
                    100 * compared.pairs().agreement(), compared.pairs().mcNemarP());
        }

        try (UnlabelledImages images = UnlabelledImages.open(List.of(others))) {
            ExportedModel exported =
                    VerifiedExport.of(whole, images, reader).run(folder.resolve("model.onnx"), console);
            out.printf("%s: %,d bytes%n", exported.path(), exported.bytes());

            Embeddings embeddings = new ImageEmbedding(whole, ImageEmbedding.FEATURES, reader).run(images, console);
            Path vectors = folder.resolve("vectors.npy");
            VectorFormat.of(vectors).write(embeddings, vectors);
            Embeddings.Neighbour nearest =
                    embeddings.nearest(embeddings.vectors().getFirst(), 2).getLast();
            out.printf("most like %s: %s%n", embeddings.names().getFirst(), nearest.name());
        }
        out.println("model: " + Files.size(folder.resolve("model/model.safetensors")) + " bytes of weights");
    }

    /** A tenth of MobileNetV2's width, for images of 32 pixels, that has learnt nothing. */
    private static Model fresh(List<String> classes) {
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options ->
                        options.withWidth(0.1).withClasses(classes.size()).withSkippedHalvings(List.of(1, 4)));
        return Model.classifier(
                variant,
                Initialization.torchvision(variant.network(), 1),
                variant.base().preprocessing(32),
                classes);
    }

    private static WorkflowListener printing(PrintStream out) {
        return new WorkflowListener() {
            @Override
            public void onTask(String task, int images) {
                out.println(task + " " + images + " images");
            }

            @Override
            public void onSkipped(SkippedImage skipped) {
                out.println("left out: " + skipped.reason());
            }

            @Override
            public void onNote(String note) {
                out.println(note);
            }

            @Override
            public void onEpoch(Epoch epoch) {
                out.printf("epoch %d: validation top-1 %.1f %%%n", epoch.epoch(), 100 * epoch.accuracy());
            }
        };
    }
}
