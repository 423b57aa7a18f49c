package org.mobilenet4j.spark.training;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.training.TrainingExamples;

/** The first examples of a set. */
record Limited(TrainingExamples<Integer> all, int size) implements TrainingExamples<Integer> {
    @Override
    public String changes() {
        return all.changes();
    }

    @Override
    public int label(int index) {
        return all.label(index);
    }

    @Override
    public Integer read(int index, MapShape shape, long seed, float[] input) {
        return all.read(index, shape, seed, input);
    }
}
