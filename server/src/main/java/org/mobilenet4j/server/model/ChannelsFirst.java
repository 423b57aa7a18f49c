package org.mobilenet4j.server.model;

/** The order of a tensor's values as PyTorch and ONNX have it, beside that of this library. */
final class ChannelsFirst {
    private ChannelsFirst() {}

    /** {@code C x H x W} as {@code H x W x C}. */
    static float[] toChannelsLast(float[] values, int channels) {
        int pixels = values.length / channels;
        float[] last = new float[values.length];
        for (int channel = 0; channel < channels; channel++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                last[pixel * channels + channel] = values[channel * pixels + pixel];
            }
        }
        return last;
    }
}
