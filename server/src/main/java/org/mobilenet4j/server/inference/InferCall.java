package org.mobilenet4j.server.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.server.model.ModelEngine;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.ServedModel;
import org.mobilenet4j.server.model.Signature;
import org.mobilenet4j.server.model.TensorSpec;
import org.mobilenet4j.server.model.Wanted;

/** A request of the Open Inference Protocol that fits a model: what is to be computed, and the answer it becomes. */
public final class InferCall {
    private final ServedModel model;
    private final InferRequest request;
    private final List<ImageInput> images;
    private final List<Output> outputs;

    private record Output(TensorSpec spec, RequestedOutput asked, Wanted wanted) {}

    private InferCall(ServedModel model, InferRequest request, List<ImageInput> images, List<Output> outputs) {
        this.model = model;
        this.request = request;
        this.images = images;
        this.outputs = outputs;
    }

    /**
     * Reads a request.
     *
     * @param headerLength how many bytes of the body are JSON; empty where all are
     * @param depth how deep JSON may lie in itself
     * @param mostImages in a request
     * @throws BadInferenceException if it is none, or does not fit the model
     */
    public static InferCall read(ServedModel model, byte[] body, OptionalInt headerLength, int depth, int mostImages) {
        Signature signature = model.signature();
        int mostNumbers = (int) Math.min(
                Integer.MAX_VALUE - 64, (long) mostImages * signature.input().itemLength());
        InferRequest request = new InferRequestReader(depth, mostNumbers, mostImages).read(body, headerLength);
        if (request.inputs().size() != 1) {
            throw new BadInferenceException(
                    "the request has " + request.inputs().size() + " inputs, expected one, '"
                            + signature.input().name() + "'");
        }
        InputTensor input = request.inputs().getFirst();
        if (!input.name().equals(signature.input().name())) {
            throw new BadInferenceException("the model has no input '" + shown(input.name()) + "', expected '"
                    + signature.input().name() + "'");
        }
        List<ImageInput> images = TensorImages.of(input, signature.input(), mostImages);
        return new InferCall(model, request, images, outputs(signature, request.outputs()));
    }

    private static List<Output> outputs(Signature signature, List<RequestedOutput> asked) {
        List<Output> outputs = new ArrayList<>();
        if (asked.isEmpty()) {
            signature
                    .outputs()
                    .forEach(spec ->
                            outputs.add(new Output(spec, new RequestedOutput(spec.name(), null, 0), wanted(spec))));
        }
        for (RequestedOutput output : asked) {
            TensorSpec spec = signature
                    .output(output.name())
                    .orElseThrow(() -> new BadInferenceException("the model has no output '" + shown(output.name())
                            + "', expected "
                            + signature.outputs().stream().map(TensorSpec::name).toList()));
            outputs.add(new Output(spec, output, wanted(spec)));
        }
        return outputs;
    }

    private static Wanted wanted(TensorSpec spec) {
        return spec.name().equals(ModelEngine.EMBEDDING) ? new Wanted.Embedding() : new Wanted.Result();
    }

    /** A name of the client's, short enough for a line. */
    private static String shown(String name) {
        return name.length() > 64 ? name.substring(0, 64) + "..." : name;
    }

    /** What is to be computed: for each thing that is wanted, each image. */
    public List<ImageTask> tasks() {
        return kinds().stream()
                .flatMap(wanted -> images.stream().map(image -> ImageTask.of(model, image, wanted)))
                .toList();
    }

    private Set<Wanted> kinds() {
        Set<Wanted> kinds = new LinkedHashSet<>();
        outputs.forEach(output -> kinds.add(output.wanted()));
        return kinds;
    }

    /** How many images the request has. */
    public int images() {
        return images.size();
    }

    /** How long it may wait; null for as long as it takes. */
    public @Nullable Duration timeout() {
        return request.timeout();
    }

    /**
     * The answer.
     *
     * @param predictions of {@link #tasks}
     */
    public InferAnswer answer(List<Prediction> predictions) {
        List<Wanted> kinds = List.copyOf(kinds());
        List<InferAnswer.Sent> sent = outputs.stream()
                .map(output -> {
                    int begin = kinds.indexOf(output.wanted()) * images.size();
                    OutputTensor tensor =
                            PredictionTensors.of(output.spec(), predictions.subList(begin, begin + images.size()));
                    int classes = output.asked().classes();
                    Boolean isBinary = output.asked().isBinary();
                    return new InferAnswer.Sent(
                            classes == 0
                                    ? tensor
                                    : PredictionTensors.classes(
                                            tensor, classes, model.signature().labels()),
                            isBinary == null ? request.isBinary() : isBinary);
                })
                .toList();
        return InferAnswer.of(model, request.id(), sent);
    }
}
