package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.BilinearAxis;

/**
 * The bilinear resize of a map {@code [height][width][channels]}, and its gradient by the input.
 *
 * <p>Outputs that lie between the same two input columns follow each other: such a run reads its four inputs once, or adds
 * to their four gradients once, for each vector of channels. The last vector of channels is moved back where values are
 * written, twice the same; where they are added up, the channels left over are taken one by one. So are all where there
 * are fewer than a vector has lanes.
 */
final class SimdBilinear {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    private SimdBilinear() {}

    static void bilinear(
            int inHeight,
            int inWidth,
            int channels,
            float[] in,
            int inAt,
            int outHeight,
            int outWidth,
            int firstOutRow,
            int endOutRow,
            float[] out,
            int outAt,
            int outStride) {
        float scaleY = BilinearAxis.scale(inHeight, outHeight);
        float scaleX = BilinearAxis.scale(inWidth, outWidth);
        for (int y = firstOutRow; y < endOutRow; y++) {
            float position = BilinearAxis.position(scaleY, y);
            int before = BilinearAxis.before(position, inHeight);
            int above = inAt + before * inWidth * channels;
            int below = inAt + BilinearAxis.after(before, inHeight) * inWidth * channels;
            float weightBelow = BilinearAxis.weightAfter(position, before);
            int end;
            for (int x = 0; x < outWidth; x = end) {
                int left = BilinearAxis.before(BilinearAxis.position(scaleX, x), inWidth);
                int toRight = (BilinearAxis.after(left, inWidth) - left) * channels;
                end = endOfRun(scaleX, x, left, inWidth, outWidth);
                between(
                        x,
                        end,
                        scaleX,
                        left,
                        channels,
                        in,
                        above + left * channels,
                        below + left * channels,
                        toRight,
                        weightBelow,
                        out,
                        outAt + (y * outWidth + x) * outStride,
                        outStride);
            }
        }
    }

    /** One past the last output from {@code x} on that lies behind the input {@code left}. */
    private static int endOfRun(float scale, int x, int left, int inWidth, int outWidth) {
        int end = x + 1;
        while (end < outWidth && BilinearAxis.before(BilinearAxis.position(scale, end), inWidth) == left) {
            end++;
        }
        return end;
    }

    /** The outputs from {@code x} to {@code end}, all between the same four inputs. */
    private static void between(
            int x,
            int end,
            float scale,
            int left,
            int channels,
            float[] in,
            int above,
            int below,
            int toRight,
            float weightBelow,
            float[] out,
            int outAt,
            int outStride) {
        float weightAbove = 1 - weightBelow;
        int endVectors = channels < LANES ? 0 : channels;
        for (int next = 0; next < endVectors; next += LANES) {
            int c = Math.min(next, channels - LANES);
            FloatVector atLeft = FloatVector.fromArray(SPECIES, in, above + c)
                    .mul(weightAbove)
                    .add(FloatVector.fromArray(SPECIES, in, below + c).mul(weightBelow));
            FloatVector atRight = FloatVector.fromArray(SPECIES, in, above + toRight + c)
                    .mul(weightAbove)
                    .add(FloatVector.fromArray(SPECIES, in, below + toRight + c).mul(weightBelow));
            for (int i = x; i < end; i++) {
                float weightRight = BilinearAxis.weightAfter(BilinearAxis.position(scale, i), left);
                atLeft.mul(1 - weightRight)
                        .add(atRight.mul(weightRight))
                        .intoArray(out, outAt + (i - x) * outStride + c);
            }
        }
        for (int c = endVectors; c < channels; c++) {
            float atLeft = in[above + c] * weightAbove + in[below + c] * weightBelow;
            float atRight = in[above + toRight + c] * weightAbove + in[below + toRight + c] * weightBelow;
            for (int i = x; i < end; i++) {
                float weightRight = BilinearAxis.weightAfter(BilinearAxis.position(scale, i), left);
                out[outAt + (i - x) * outStride + c] = atLeft * (1 - weightRight) + atRight * weightRight;
            }
        }
    }

    static void bilinearGradient(
            int inHeight,
            int inWidth,
            int channels,
            int outHeight,
            int outWidth,
            float[] gradient,
            int gradientAt,
            int gradientStride,
            float[] inputGradient,
            int inputGradientAt) {
        float scaleY = BilinearAxis.scale(inHeight, outHeight);
        float scaleX = BilinearAxis.scale(inWidth, outWidth);
        for (int y = 0; y < outHeight; y++) {
            float position = BilinearAxis.position(scaleY, y);
            int before = BilinearAxis.before(position, inHeight);
            int above = inputGradientAt + before * inWidth * channels;
            int below = inputGradientAt + BilinearAxis.after(before, inHeight) * inWidth * channels;
            float weightBelow = BilinearAxis.weightAfter(position, before);
            int end;
            for (int x = 0; x < outWidth; x = end) {
                int left = BilinearAxis.before(BilinearAxis.position(scaleX, x), inWidth);
                int toRight = (BilinearAxis.after(left, inWidth) - left) * channels;
                end = endOfRun(scaleX, x, left, inWidth, outWidth);
                toFour(
                        x,
                        end,
                        scaleX,
                        left,
                        channels,
                        gradient,
                        gradientAt + (y * outWidth + x) * gradientStride,
                        gradientStride,
                        weightBelow,
                        inputGradient,
                        above + left * channels,
                        below + left * channels,
                        toRight);
            }
        }
    }

    /** What the outputs from {@code x} to {@code end} add to the gradients of the four inputs that they lie between. */
    private static void toFour(
            int x,
            int end,
            float scale,
            int left,
            int channels,
            float[] gradient,
            int gradientAt,
            int gradientStride,
            float weightBelow,
            float[] inputGradient,
            int above,
            int below,
            int toRight) {
        float weightAbove = 1 - weightBelow;
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector atLeft = FloatVector.zero(SPECIES);
            FloatVector atRight = atLeft;
            for (int i = x; i < end; i++) {
                float weightRight = BilinearAxis.weightAfter(BilinearAxis.position(scale, i), left);
                FloatVector g = FloatVector.fromArray(SPECIES, gradient, gradientAt + (i - x) * gradientStride + c);
                atLeft = g.fma(FloatVector.broadcast(SPECIES, 1 - weightRight), atLeft);
                atRight = g.fma(FloatVector.broadcast(SPECIES, weightRight), atRight);
            }
            // One after the other: at the rim the four inputs are two or one.
            FloatVector.fromArray(SPECIES, inputGradient, above + c)
                    .add(atLeft.mul(weightAbove))
                    .intoArray(inputGradient, above + c);
            FloatVector.fromArray(SPECIES, inputGradient, above + toRight + c)
                    .add(atRight.mul(weightAbove))
                    .intoArray(inputGradient, above + toRight + c);
            FloatVector.fromArray(SPECIES, inputGradient, below + c)
                    .add(atLeft.mul(weightBelow))
                    .intoArray(inputGradient, below + c);
            FloatVector.fromArray(SPECIES, inputGradient, below + toRight + c)
                    .add(atRight.mul(weightBelow))
                    .intoArray(inputGradient, below + toRight + c);
        }
        for (; c < channels; c++) {
            float atLeft = 0;
            float atRight = 0;
            for (int i = x; i < end; i++) {
                float weightRight = BilinearAxis.weightAfter(BilinearAxis.position(scale, i), left);
                float g = gradient[gradientAt + (i - x) * gradientStride + c];
                atLeft = Math.fma(g, 1 - weightRight, atLeft);
                atRight = Math.fma(g, weightRight, atRight);
            }
            inputGradient[above + c] += atLeft * weightAbove;
            inputGradient[above + toRight + c] += atRight * weightAbove;
            inputGradient[below + c] += atLeft * weightBelow;
            inputGradient[below + toRight + c] += atRight * weightBelow;
        }
    }
}
