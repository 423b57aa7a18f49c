package org.mobilenet4j.onnx;

import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * How a network becomes one of eight bits.
 *
 * @param calibration typical images, from which the ranges of values are taken
 * @param isEqualized whether cross-layer equalisation goes first, for a second look at all images
 */
public record Int8Options(ImageSet calibration, RangeMethod ranges, boolean isEqualized) {
    /** Looks at the images and quantises the model by what it saw. */
    Quantization quantization(Model whole, ImageReader reader, WorkflowListener listener) {
        Model model = whole.ofOneSize();
        MapShape input = model.inputShape();
        Calibrator seen =
                observed(Calibrator.of(model.parameters(), input.height(), input.width()), model, reader, listener);
        return (isEqualized ? observed(seen.equalized(), model, reader, listener) : seen).quantization(ranges);
    }

    private Calibrator observed(Calibrator observer, Model model, ImageReader reader, WorkflowListener listener) {
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
