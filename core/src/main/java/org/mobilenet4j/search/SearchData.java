package org.mobilenet4j.search;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.data.StratifiedDraw;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.LabelledInputs;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.NetworkFitting;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * A dataset in three: what weights learn from, what is held out of it to judge networks and epochs by, and what nothing but the last
 * figures is taken from.
 *
 * @param examples to learn from, augmented
 * @param calibration some of them as they are, to estimate norms' statistics on
 */
record SearchData(
        List<String> classes,
        TrainingExamples<Integer> examples,
        TrainingExamples<Integer> calibration,
        TrainingExamples<Integer> heldOut,
        TrainingExamples<Integer> test) {
    private static final double HELD_OUT_SHARE = 0.05;
    private static final int CALIBRATION_IMAGES = 256;

    /**
     * Reads all images into memory.
     *
     * @param images to learn from, of which a twentieth is held out, and to test on
     */
    static SearchData read(
            Split images,
            NetworkFitting fitting,
            MapShape input,
            ImageReader reader,
            long seed,
            WorkflowListener listener) {
        StratifiedDraw draw = StratifiedDraw.stratified(images.train().samples(), HELD_OUT_SHARE, seed);
        LabelledImages train = images.train().only(draw.train());
        LabelledImages held = images.train().only(draw.validation());
        Read learned = Read.of(train, fitting, reader, listener, "reading images to learn from");
        Read judged = Read.of(held, fitting, reader, listener, "reading images held out");
        Read tested = Read.of(images.validation(), fitting, reader, listener, "reading test images");
        TrainingExamples<Integer> framed = fitting.framedExamples(learned.images, learned.labels);
        return new SearchData(
                images.train().folder().classes(),
                fitting.examples(learned.images, learned.labels),
                calibration(framed, input),
                fitting.framedExamples(judged.images, judged.labels),
                fitting.framedExamples(tested.images, tested.labels));
    }

    /** Images as the network takes them, with their labels. */
    private record Read(List<RgbImage> images, List<Integer> labels) {
        static Read of(
                LabelledImages images,
                NetworkFitting fitting,
                ImageReader reader,
                WorkflowListener listener,
                String task) {
            listener.onTask(task, images.size());
            ImageResults<RgbImage> read = reader.map(images, fitting::framed, listener);
            return new Read(read.results(), images.only(read.indexes()).labels());
        }
    }

    private static TrainingExamples<Integer> calibration(TrainingExamples<Integer> framed, MapShape input) {
        int count = Math.min(framed.size(), CALIBRATION_IMAGES);
        List<float[]> images = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] image = new float[input.length()];
            labels.add(framed.read((int) ((long) i * framed.size() / count), input, 0, image));
            images.add(image);
        }
        return new LabelledInputs(images, labels);
    }
}
