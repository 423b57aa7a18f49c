package org.mobilenet4j.workflow;

import java.util.List;
import java.util.zip.CRC32C;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.training.CrossEntropy;
import org.mobilenet4j.training.Objective;
import org.mobilenet4j.training.SoftTargets;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.Trainer.ObjectiveFactory;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;

/**
 * Learning from a larger model's answers beside the labels ({@link SoftTargets}). The teacher sees what the student sees, as
 * it is changed for each epoch and at the student's size, normalised as the teacher expects.
 *
 * @param teacher a classifier of the same classes in the same order
 * @param temperature above 0; higher ones tell more of the unlikely classes
 * @param share of the teacher's answers in the loss, 0 to 1
 */
public record Distillation(Model teacher, double temperature, double share) {
    /** Half the loss each, at the temperature of 4 that Hinton et al. and most after them found to do. */
    public static Distillation from(Model teacher) {
        return new Distillation(teacher, 4, 0.5);
    }

    public Distillation {
        SoftTargets.requireValid(temperature, share);
    }

    /**
     * Checks that the teacher can teach.
     *
     * @param classes of the student
     * @throws InvalidInputException if it tells other classes, or takes other images
     */
    public void require(List<String> classes, Preprocessing student) {
        if (!teacher.labels().equals(classes)) {
            throw new InvalidInputException("the teacher tells " + first(teacher.labels())
                    + ", expected the classes to learn, " + first(classes) + "; train it on the same data first");
        }
        if (teacher.preprocessing().channels() != student.channels()) {
            throw new InvalidInputException("the teacher takes images of "
                    + teacher.preprocessing().channels() + " channels, expected " + student.channels()
                    + ", as the student");
        }
    }

    private static String first(List<String> labels) {
        int shown = Math.min(5, labels.size());
        return labels.size() + " classes (" + String.join(", ", labels.subList(0, shown))
                + (shown < labels.size() ? ", ..." : "") + ")";
    }

    /** The objective of a student whose images are prepared in a way. */
    public ObjectiveFactory<Integer> objective(TrainerOptions options, Preprocessing student) {
        return new ObjectiveFactory<>() {
            @Override
            public Objective<Integer> of(
                    Network network, MapShape input, TrainingExamples<Integer> examples, Workers workers) {
                CrossEntropy labels = Trainer.crossEntropy(options, network, examples);
                return new SoftTargets(labels, answering(input, student), temperature, share, workers);
            }

            @Override
            public String description() {
                return "teacher " + checksum() + ", temperature " + temperature + ", share " + share;
            }
        };
    }

    private SoftTargets.Teacher answering(MapShape input, Preprocessing student) {
        CompiledNetwork network = Compiler.compile(teacher.parameters(), input.height(), input.width());
        Preprocessing own = teacher.preprocessing();
        int channels = student.channels();
        float[] scales = new float[channels];
        float[] shifts = new float[channels];
        for (int c = 0; c < channels; c++) {
            scales[c] = student.std().get(c) / own.std().get(c);
            shifts[c] = (student.mean().get(c) - own.mean().get(c)) / own.std().get(c);
        }
        boolean isSame = student.mean().equals(own.mean()) && student.std().equals(own.std());
        return image -> isSame
                ? network.logits(image)
                : network.logits((CompiledNetwork.Input) (out, offset) -> {
                    for (int i = 0; i < image.length; i++) {
                        out[offset + i] = image[i] * scales[i % channels] + shifts[i % channels];
                    }
                });
    }

    private long checksum() {
        CRC32C checksum = new CRC32C();
        teacher.parameters().tensors().values().forEach(tensor -> {
            for (float value : tensor.data()) {
                checksum.update(Float.floatToRawIntBits(value));
            }
        });
        return checksum.getValue();
    }
}
