package org.mobilenet4j.onnx;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * How a network becomes one of eight bits.
 *
 * @param calibration typical images, from which the ranges of values are taken; null for those with which the model was
 *     trained for eight bits
 * @param isEqualized whether cross-layer equalisation goes first, for a second look at all images
 */
public record Int8Options(@Nullable ImageSet calibration, RangeMethod ranges, boolean isEqualized) {
    /** The ranges with which a model was trained for eight bits. */
    public static final Int8Options TRAINED = new Int8Options(null, RangeMethod.MIN_MAX, false);

    /**
     * Looks at the images and quantises the model by what it saw.
     *
     * @throws InvalidInputException if there are no images, and the model was not trained for eight bits
     */
    Quantization quantization(Model whole, ImageReader reader, WorkflowListener listener) {
        Model model = whole.ofOneSize();
        if (calibration == null) {
            return model.quantization()
                    .orElseThrow(() -> new InvalidInputException(
                            "the model has no ranges for eight bits, expected images to take them from, or a model"
                                    + " trained with --quantize int8"));
        }
        MapShape input = model.inputShape();
        Calibrator seen = observed(
                Calibrator.of(model.parameters(), input.height(), input.width()), model, calibration, reader, listener);
        return (isEqualized ? observed(seen.equalized(), model, calibration, reader, listener) : seen)
                .quantization(ranges);
    }

    private static Calibrator observed(
            Calibrator observer, Model model, ImageSet calibration, ImageReader reader, WorkflowListener listener) {
        listener.onTask("calibrating", calibration.size());
        reader.following(model.preprocessing())
                .map(
                        calibration,
                        image -> {
                            observer.observe(model.input(image));
                            return true;
                        },
                        listener);
        return observer;
    }
}
