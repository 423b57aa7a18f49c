package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.report.EvaluationReport;
import org.mobilenet4j.report.TensorBoardLog;
import org.mobilenet4j.report.TrainingHistory;
import org.mobilenet4j.report.TrainingReport;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.TrainedModel;
import org.mobilenet4j.workflow.Training;
import org.mobilenet4j.workflow.TrainingPlan;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet train}: a folder of photos becomes a classifier. */
@Command(
        name = "train",
        description = {
            "Trains a classifier on your own images: a folder (or zip or tar) with a folder per class; a detector on"
                    + " boxes (COCO, PASCAL VOC, YOLO); or a segmentation network on masks.",
            "By default the trunk of trained weights stays frozen: every image passes it once, and a new classifier"
                    + " is fitted to its features. With --freeze none or --from-scratch every layer learns; with --freeze"
                    + " and the name of a layer, the layers behind it."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet train --data photos --weights mobilenet_v2 --out my-model",
            "  mobilenet train --data photos --weights mobilenet_v2 --freeze none \\",
            "      --out my-model",
            "  mobilenet train --data photos --weights mobilenet_v2 --unfreeze 3=all \\",
            "      --out my-model",
            "  mobilenet train --data photos --from-scratch \\",
            "      --arch mobilenet_v3_small --teacher my-model --out small",
            "  mobilenet train --data photos --weights my-model --quantize int8 \\",
            "      --out my-int8-model",
            "  mobilenet train --data people --task detection --weights mobilenet_v2 \\",
            "      --out my-detector",
            "  mobilenet train --data cifar10.zip --from-scratch --recipe cifar10 \\",
            "      --out cifar10"
        })
@SuppressWarnings("NullAway.Init")
final class TrainVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private DataFlags data;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description = "classification, detection or segmentation (default: what the data are for).")
    private @Nullable String task;

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "Folder to write the model to.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Resume from the checkpoint that an unfinished run left in --out, to the same weights as"
                    + " without a stop. Give the same options.")
    private boolean isResumed;

    @Mixin
    private PlanFlags plan;

    @Mixin
    private ImageFlags images;

    TrainVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        data.check();
        Optional<AnnotationTask> annotated = data.task(task);
        if (annotated.isPresent()) {
            new AnnotatedTraining(output, data, plan, images, out, isResumed).run(annotated.get());
            return ExitCode.OK;
        }
        plan.check();
        ImageReader reader = images.reader();
        OutputPath.requireFolder("--out", out);
        Report report = output.report();
        try (DataFlags.Opened opened = data.open(plan.seed())) {
            Model start = images.oriented(plan.start(opened.folder(), output));
            TrainingPlan chosen =
                    plan.plan(start, opened.folder().classes(), reader.workers().threads(), output);
            TrainingRun run = new TrainingRun(
                    new Training(start, chosen, reader), out, isResumed, plan.facts(data.name(), opened.validation()));
            int shown = opened.split().train().size();
            if (chosen instanceof NetworkPlan network) {
                shown = network.options().sampler().length(shown);
            }
            opened.notes().forEach(report::note);
            opened.problems().forEach(report::warning);
            report.note(plan.describe(chosen, start, reader.workers().threads()));
            TrainingHistory history = new TrainingHistory();
            TrainedModel trained;
            try (TensorBoardLog curves = new TensorBoardLog(out.resolve("tensorboard"));
                    Interruption interruption = new Interruption(report, TrainingRun.checkpoint(out));
                    ConsoleListener listener = new ConsoleListener(report, shown)) {
                trained = interruption.telling(
                        () -> run.run(opened.split(), listener.with(List.of(history, curves, interruption))));
            }
            Path page = out.resolve("report.html");
            new TrainingReport(
                            Wording.shortName(out.toString()),
                            plan.about(trained, data.name()),
                            chosen,
                            history,
                            trained)
                    .write(page);
            TrainingFigures figures =
                    TrainingFigures.of(out, page, trained, opened.tested(trained.model(), reader, report));
            EvaluationReport.CLASSES.lines(figures.classes()).forEach(report::text);
            report.text("");
            report.result(figures, figures.text());
            report.note("next: mobilenet predict --model " + out + " IMAGE");
        }
        return ExitCode.OK;
    }
}
