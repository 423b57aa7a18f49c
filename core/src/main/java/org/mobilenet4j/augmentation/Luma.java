package org.mobilenet4j.augmentation;

/** A pixel's brightness as torchvision's tensors have it; Pillow's {@code convert("L")} rounds otherwise. */
final class Luma {
    private Luma() {}

    /** The whole-numbered brightness of the pixel whose red lies at {@code red}. */
    static float of(byte[] rgb, int red) {
        float luma = (rgb[red] & 0xFF) * 0.2989f;
        luma = Math.fma(rgb[red + 1] & 0xFF, 0.587f, luma);
        luma = Math.fma(rgb[red + 2] & 0xFF, 0.114f, luma);
        return (int) luma;
    }
}
