package org.mobilenet4j.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.Distillation;
import picocli.CommandLine.Option;

/** From which model another learns beside the labels. */
final class TeacherFlags {
    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            description = "Learn from this model's answers beside the labels (distillation): a larger classifier of the"
                    + " same classes.")
    private @Nullable String teacher;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "What both models' logits are divided by before they are compared (default: 4).")
    private @Nullable Double temperature;

    @Option(
            names = "--teacher-share",
            paramLabel = "SHARE",
            description = "Share of the teacher's answers in the loss; the labels have the rest (default: 0.5).")
    private @Nullable Double share;

    /** What was asked for; null for labels alone. */
    @Nullable
    Distillation distillation(Output output) throws IOException {
        if (teacher == null) {
            if (temperature != null || share != null) {
                throw new InvalidInputException(
                        (temperature != null ? "--temperature" : "--teacher-share") + " is given without --teacher");
            }
            return null;
        }
        if (temperature != null && !(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("--temperature is " + temperature + ", expected above 0, such as 4");
        }
        if (share != null && !(share >= 0 && share <= 1)) {
            throw new InvalidInputException("--teacher-share is " + share + ", expected 0 to 1, such as 0.5");
        }
        Distillation usual = Distillation.from(
                StartingModel.load("--teacher", teacher, OpenOptions.DEFAULT, null, output.console()));
        return new Distillation(
                usual.teacher(),
                temperature == null ? usual.temperature() : temperature,
                share == null ? usual.share() : share);
    }

    void refuseForHead() {
        TrainingFlags.refuseForHead("--teacher", teacher);
    }

    void refuseForDense() {
        PlanFlags.refuseForDense("--teacher", teacher);
    }
}
