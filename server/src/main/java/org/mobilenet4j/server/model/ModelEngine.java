package org.mobilenet4j.server.model;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Classification;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.detection.Postprocessing;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.Explanation;

/** A model of this library ready to run. */
public final class ModelEngine implements Engine {
    /** The name of the input. */
    public static final String INPUT = "input";

    /** The name of a classifier's scores. */
    public static final String OUTPUT = "output";

    /** The name of the vector before a classifier. */
    public static final String EMBEDDING = "embedding";

    private static final int SMALL_SIDE = 64;

    private final Model model;
    private final Signature signature;
    private final ImageDecoder decoder;
    private final Computation computation;

    private ModelEngine(Model model, Signature signature, ImageDecoder decoder, Computation computation) {
        this.model = model;
        this.signature = signature;
        this.decoder = decoder;
        this.computation = computation;
    }

    /**
     * Makes a model ready.
     *
     * @param maxPixels of an image
     */
    public static ModelEngine of(Model model, int maxPixels) {
        MapShape shape = model.inputShape();
        TensorSpec input =
                new TensorSpec(INPUT, DataType.FP32, List.of(shape.channels(), shape.height(), shape.width()));
        ImageDecoder decoder = new ImageDecoder(new DecodeLimits(maxPixels, DecodeLimits.DEFAULT.maxFileBytes()))
                .withOrientation(model.preprocessing().isUpright());
        Computation computation = switch (model.task()) {
            case Task.ImageClassification task -> new Classifying(model, ImageClassifier.of(model));
            case Task.ObjectDetection task -> new Detecting(ObjectDetector.of(model));
            case Task.SemanticSegmentation task -> new Segmenting(ImageSegmenter.of(model));
            case Task.FeatureExtraction task -> new Embedding(model, model.compile());
        };
        Signature signature =
                new Signature(model.task(), input, computation.outputs(shape), computation.unlisted(shape));
        return new ModelEngine(model, signature, decoder, computation);
    }

    /** The model that it runs. */
    public Model model() {
        return model;
    }

    /** The same weights over an input of a few hundredths of the pixels. */
    @Override
    public Engine smaller() {
        if (Math.min(model.inputShape().height(), model.inputShape().width()) <= SMALL_SIDE) {
            return this;
        }
        try {
            return of(model.withResolution(SMALL_SIDE), Integer.MAX_VALUE / 3 - 64);
        } catch (IllegalArgumentException | InvalidInputException e) {
            return this; // a network that takes nothing so small
        }
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Prediction predict(byte[] encoded, Wanted wanted, Runnable decoded) {
        RgbImage image = decoder.decode(encoded, "image of " + encoded.length + " bytes");
        decoded.run();
        return computation.compute(image, wanted);
    }

    @Override
    public Prediction predict(float[] input, Wanted wanted) {
        MapShape shape = model.inputShape();
        return computation.compute(ChannelsFirst.toChannelsLast(input, shape.channels()), shape, wanted);
    }

    /** What the model's task makes of an image. */
    private sealed interface Computation {
        List<TensorSpec> outputs(MapShape input);

        default List<TensorSpec> unlisted(MapShape input) {
            return List.of();
        }

        Prediction compute(RgbImage image, Wanted wanted);

        /** The same of an {@code H x W x C} input. */
        Prediction compute(float[] input, MapShape shape, Wanted wanted);
    }

    private static Prediction refuse(String solver, Wanted wanted) {
        String thing = wanted instanceof Wanted.Embedding ? "an embedding" : "an explanation";
        throw new InvalidInputException("the model is " + solver + ", which gives no " + thing.substring(3));
    }

    private static final class Classifying implements Computation {
        private final Model model;
        private final ImageClassifier classifier;

        /** Compiled when it is first asked for. */
        private @Nullable Explanation explanation;

        Classifying(Model model, ImageClassifier classifier) {
            this.model = model;
            this.classifier = classifier;
        }

        @Override
        public List<TensorSpec> outputs(MapShape input) {
            return List.of(
                    new TensorSpec(OUTPUT, DataType.FP32, List.of(model.labels().size())));
        }

        @Override
        public List<TensorSpec> unlisted(MapShape input) {
            int features = model.network().channels(model.network().features());
            return List.of(new TensorSpec(EMBEDDING, DataType.FP32, List.of(features)));
        }

        @Override
        public Prediction compute(RgbImage image, Wanted wanted) {
            return switch (wanted) {
                case Wanted.Result result -> new Prediction.Scores(classifier.logits(image));
                case Wanted.Embedding embedding -> new Prediction.Embedding(classifier.features(image));
                case Wanted.Explanation of -> new Prediction.Explanation(explain(image, of.index()));
            };
        }

        private RgbImage explain(RgbImage image, @Nullable Integer index) {
            if (index != null && (index < 0 || index >= model.labels().size())) {
                throw new InvalidInputException("index is " + index + ", expected that of a class, 0 to "
                        + (model.labels().size() - 1));
            }
            int label = index == null
                    ? Classification.of(classifier.logits(image), model.labels())
                            .best()
                            .index()
                    : index;
            return explanation().over(image, label);
        }

        private synchronized Explanation explanation() {
            Explanation known = explanation;
            if (known == null) {
                known = Explanation.of(model);
                explanation = known;
            }
            return known;
        }

        @Override
        public Prediction compute(float[] input, MapShape shape, Wanted wanted) {
            return switch (wanted) {
                case Wanted.Result result -> new Prediction.Scores(classifier.logits(input));
                case Wanted.Embedding embedding -> new Prediction.Embedding(classifier.features(input));
                case Wanted.Explanation of ->
                    throw new InvalidInputException("an explanation is drawn over an image, found a tensor");
            };
        }
    }

    private record Detecting(ObjectDetector detector) implements Computation {
        @Override
        public List<TensorSpec> outputs(MapShape input) {
            int most = Postprocessing.SSDLITE.mostDetections();
            return List.of(
                    new TensorSpec("num_detections", DataType.INT32, List.of(1)),
                    new TensorSpec("detection_boxes", DataType.FP32, List.of(most, 4)),
                    new TensorSpec("detection_scores", DataType.FP32, List.of(most)),
                    new TensorSpec("detection_classes", DataType.INT32, List.of(most)));
        }

        @Override
        public Prediction compute(RgbImage image, Wanted wanted) {
            return computed(
                    wanted, () -> new Prediction.Objects(image.width(), image.height(), detector.detect(image)));
        }

        @Override
        public Prediction compute(float[] input, MapShape shape, Wanted wanted) {
            return computed(
                    wanted,
                    () -> new Prediction.Objects(
                            shape.width(), shape.height(), detector.detect(input, shape.height(), shape.width())));
        }

        private static Prediction computed(Wanted wanted, Supplier<Prediction> result) {
            return wanted instanceof Wanted.Result ? result.get() : refuse("a detector", wanted);
        }
    }

    private record Segmenting(ImageSegmenter segmenter) implements Computation {
        @Override
        public List<TensorSpec> outputs(MapShape input) {
            return List.of(new TensorSpec(
                    "mask", segmenter.labels().size() > 256 ? DataType.INT32 : DataType.UINT8, List.of(-1, -1)));
        }

        @Override
        public Prediction compute(RgbImage image, Wanted wanted) {
            return computed(wanted, () -> new Prediction.Mask(segmenter.segment(image)));
        }

        @Override
        public Prediction compute(float[] input, MapShape shape, Wanted wanted) {
            return computed(
                    wanted,
                    () -> new Prediction.Mask(segmenter.segmentation(
                            segmenter.scores(input, shape.height(), shape.width()), shape.height(), shape.width())));
        }

        private static Prediction computed(Wanted wanted, Supplier<Prediction> result) {
            return wanted instanceof Wanted.Result ? result.get() : refuse("a segmentation network", wanted);
        }
    }

    private record Embedding(Model model, CompiledNetwork network) implements Computation {
        @Override
        public List<TensorSpec> outputs(MapShape input) {
            int channels = model.network()
                    .channels(model.network().outputs().firstEntry().getValue());
            return List.of(new TensorSpec(EMBEDDING, DataType.FP32, List.of(channels)));
        }

        @Override
        public Prediction compute(RgbImage image, Wanted wanted) {
            return compute(model.input(image), model.inputShape(), wanted);
        }

        @Override
        public Prediction compute(float[] input, MapShape shape, Wanted wanted) {
            return wanted instanceof Wanted.Explanation
                    ? refuse("a trunk", wanted)
                    : new Prediction.Embedding(
                            network.run(input).firstEntry().getValue().channelMeans());
        }
    }
}
