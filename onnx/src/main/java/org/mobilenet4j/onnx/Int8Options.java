package org.mobilenet4j.onnx;

import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * How a network becomes one of eight bits.
 *
 * @param calibration typical images, from which the ranges of values are taken
 * @param isEqualized whether cross-layer equalisation goes first, for a second look at all images
 */
public record Int8Options(ImageSet calibration, RangeMethod ranges, boolean isEqualized) {
    /** Looks at the images and quantises the model by what it saw. */
    Quantization quantization(ModelBundle model, ImageReader reader, WorkflowListener listener) {
        Calibration seen = observed(Calibration.of(model.parameters()), model, reader, listener);
        return (isEqualized ? observed(seen.equalized(), model, reader, listener) : seen).quantization(ranges);
    }

    private Calibration observed(
            Calibration observer, ModelBundle model, ImageReader reader, WorkflowListener listener) {
        listener.onTask("calibrating", calibration.size());
        reader.map(
                calibration,
                model.preprocessing(),
                input -> {
                    observer.observe(input);
                    return true;
                },
                listener);
        return observer;
    }
}
