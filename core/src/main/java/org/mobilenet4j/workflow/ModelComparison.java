package org.mobilenet4j.workflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.IntStream;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.PairedComparison;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.ComparedModels.Side;

/** Which of two models of the same classes is better on labelled images, and whether that may be chance. */
public record ModelComparison(Model first, Model second, ImageReader reader) {
    /**
     * Of models that have the same task.
     *
     * @throws InvalidInputException if one is no classifier
     */
    public ModelComparison {
        first.require(Task.ImageClassification.class, "a classifier to compare; evaluate others one by one");
        second.require(Task.ImageClassification.class, "a classifier to compare; evaluate others one by one");
    }

    /** What a model said of an image, and how long it took. */
    private record Answer(float[] logits, double millis) {}

    /** A model that is ready, with its outputs in the order of given labels. */
    private record Contender(Model model, CompiledNetwork network, int[] order) {
        static Contender of(Model model, List<String> labels) {
            return new Contender(model, model.compile(), ModelComparison.order(model.labels(), labels));
        }

        Answer answer(RgbImage image) {
            long begin = System.nanoTime();
            float[] logits = network.logits(model.preprocessing().apply(image).data());
            double millis = (System.nanoTime() - begin) * 1e-6;
            float[] ordered = new float[order.length];
            for (int i = 0; i < order.length; i++) {
                ordered[i] = logits[order[i]];
            }
            return new Answer(ordered, millis);
        }

        Side side(int[] labels, List<Answer> answers) {
            return new Side(
                    Evaluation.of(labels, answers.stream().map(Answer::logits).toList()),
                    model.summary(),
                    median(answers.stream().mapToDouble(Answer::millis).toArray()));
        }
    }

    /**
     * Shows every image of a dataset to both models, decoded once where both want it turned or both as it is stored.
     *
     * @param folder opened with the first model's labels
     * @throws InvalidInputException if the models know different classes, or images cannot be read
     */
    public ComparedModels run(ImageFolder folder, WorkflowListener listener) {
        requireSameClasses();
        folder.part().ifPresent(part -> listener.onNote("comparing on the " + part + " part of " + folder.path()));
        Contender a = Contender.of(first, folder.classes());
        Contender b = Contender.of(second, folder.classes());
        LabelledImages images = LabelledImages.of(folder);
        listener.onTask("comparing", images.size());
        ImageResults<List<Answer>> answers = answers(a, b, images, listener);
        int[] labels = images.only(answers.indexes()).labels().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        Side one = a.side(labels, answers.results().stream().map(List::getFirst).toList());
        Side other =
                b.side(labels, answers.results().stream().map(List::getLast).toList());
        return new ComparedModels(
                one,
                other,
                PairedComparison.of(
                        one.evaluation().judgements(), other.evaluation().judgements()),
                answers.skipped());
    }

    private ImageResults<List<Answer>> answers(
            Contender a, Contender b, LabelledImages images, WorkflowListener listener) {
        if (first.preprocessing().isUpright() == second.preprocessing().isUpright()) {
            return reader.following(first.preprocessing())
                    .map(images, image -> List.of(a.answer(image), b.answer(image)), listener);
        }
        // One wants images turned that the other wants as they are: each is decoded for both.
        ImageResults<Answer> ofFirst =
                reader.following(first.preprocessing()).map(images, a::answer, WorkflowListener.NONE);
        ImageResults<Answer> ofSecond = reader.following(second.preprocessing()).map(images, b::answer, listener);
        List<List<Answer>> both = IntStream.range(0, ofFirst.results().size())
                .mapToObj(i ->
                        List.of(ofFirst.results().get(i), ofSecond.results().get(i)))
                .toList();
        return new ImageResults<>(ofFirst.indexes(), both, ofFirst.millis(), ofFirst.skipped());
    }

    private void requireSameClasses() {
        List<String> onlyFirst = new ArrayList<>(first.labels());
        second.labels().forEach(onlyFirst::remove);
        if (!onlyFirst.isEmpty() || first.labels().size() != second.labels().size()) {
            throw new InvalidInputException("the first model knows "
                    + first.labels().size()
                    + " classes and the second " + second.labels().size()
                    + (onlyFirst.isEmpty() ? "" : ", " + onlyFirst.getFirst() + " not among them")
                    + "; compare models of the same classes");
        }
    }

    /**
     * Where a model has each of some labels. Of labels that several classes share, as two of ImageNet's are crane, the first
     * is taken for the first.
     *
     * @param labels those of the model, in any order
     */
    static int[] order(List<String> known, List<String> labels) {
        Map<String, Queue<Integer>> places = new HashMap<>();
        for (int i = 0; i < known.size(); i++) {
            places.computeIfAbsent(known.get(i), label -> new ArrayDeque<>()).add(i);
        }
        return labels.stream()
                .mapToInt(label ->
                        Objects.requireNonNull(places.get(label), label).remove())
                .toArray();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
