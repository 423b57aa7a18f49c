package org.mobilenet4j.training;

import java.util.List;
import org.mobilenet4j.architecture.MapShape;

/**
 * Network inputs in memory, read as they are, in their one size.
 *
 * @param inputs {@code height x width x channels} floats each; not copied
 * @param labels one for each input, from 0
 */
public record LabelledInputs(List<float[]> inputs, List<Integer> labels) implements TrainingExamples<Integer> {
    public LabelledInputs {
        inputs = List.copyOf(inputs);
        labels = List.copyOf(labels);
        if (inputs.size() != labels.size()) {
            throw new IllegalArgumentException(inputs.size() + " inputs and " + labels.size() + " labels");
        }
    }

    @Override
    public int size() {
        return inputs.size();
    }

    @Override
    public int label(int index) {
        return labels.get(index);
    }

    @Override
    public Integer read(int index, MapShape shape, long seed, float[] input) {
        if (inputs.get(index).length != input.length) {
            throw new IllegalArgumentException("an input of " + inputs.get(index).length + " floats is to be read as "
                    + input.length + ", expected as many");
        }
        System.arraycopy(inputs.get(index), 0, input, 0, input.length);
        return labels.get(index);
    }
}
