package org.mobilenet4j.compression;

import java.util.AbstractList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.LabelledNames;
import org.mobilenet4j.workflow.NetworkFitting;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * The images of a split, decoded once, for many short trainings and judgements of models that take images alike.
 *
 * @param train to learn from, changed anew each time one is read
 * @param unchanged the same images as inference sees them
 * @param validation to judge on
 */
record TuningImages(
        TrainingExamples<Integer> train, TrainingExamples<Integer> unchanged, TrainingExamples<Integer> validation) {
    /**
     * Reads them; those to learn from are changed as the recipe {@code finetune} changes them.
     *
     * @throws InvalidInputException if the dataset has other classes than the model tells, or cannot be read
     */
    static TuningImages read(Model model, Split split, ImageReader reader, WorkflowListener listener) {
        model.require(Task.ImageClassification.class, "a classifier of images");
        List<String> classes = split.train().folder().classes();
        if (!model.labels().equals(classes)) {
            throw new InvalidInputException(split.train().source() + ": has the classes " + classes
                    + ", expected those that the model tells, " + model.labels() + "; train it on these images first");
        }
        LabelledNames.of(split.train()).requireSome("train");
        LabelledNames.of(split.validation()).requireSome("validate");
        NetworkFitting fitting = new NetworkFitting(model, Recipe.FINETUNE.plan());
        ImageReader upright = reader.following(model.preprocessing());
        listener.onTask("reading", split.train().size());
        ImageResults<RgbImage> train = upright.map(split.train(), fitting::shrunk, listener);
        listener.onTask("reading", split.validation().size());
        ImageResults<RgbImage> validation = upright.map(split.validation(), fitting::framed, listener);
        List<Integer> labels = labels(split.train(), train);
        return new TuningImages(
                fitting.examples(train.results(), labels),
                fitting.framedExamples(new Changed(train.results(), fitting::framed), labels),
                fitting.framedExamples(validation.results(), labels(split.validation(), validation)));
    }

    private static List<Integer> labels(LabelledImages images, ImageResults<RgbImage> read) {
        return images.only(read.indexes()).labels();
    }

    /** Images changed when they are looked at. */
    private static final class Changed extends AbstractList<RgbImage> {
        private final List<RgbImage> images;
        private final UnaryOperator<RgbImage> change;

        Changed(List<RgbImage> images, UnaryOperator<RgbImage> change) {
            this.images = images;
            this.change = change;
        }

        @Override
        public RgbImage get(int index) {
            return change.apply(images.get(index));
        }

        @Override
        public int size() {
            return images.size();
        }
    }
}
