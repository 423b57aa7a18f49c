package org.mobilenet4j.tuning;

import org.mobilenet4j.inference.Product;
import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.WeightPacking;

/** Times a matrix product on operands of its own. */
final class ProductTimer {
    private final Product product;
    private final float[] in;
    private final float[] panels;
    private final float[] bias;
    private final float[] out;

    ProductTimer(Product product, int panel) {
        this.product = product;
        this.in = new float[CacheLines.FIRST + product.rows() * product.inChannels()];
        this.panels = new float
                [CacheLines.FIRST + WeightPacking.panelsLength(panel, product.inChannels(), product.outChannels())];
        this.bias = new float[CacheLines.FIRST + WeightPacking.paddedOut(panel, product.outChannels())];
        this.out = new float[CacheLines.FIRST + product.rows() * product.outChannels()];
        for (int i = 0; i < in.length; i++) {
            in[i] = i % 13 * 0.1f;
        }
        for (int i = 0; i < panels.length; i++) {
            panels[i] = i % 11 * 0.1f - 0.5f;
        }
    }

    /** The time of a product, of as many as take so long. */
    double nanos(Kernels kernels, long atLeast) {
        long begin = System.nanoTime();
        long taken = 0;
        int count = 0;
        while (taken < atLeast) {
            kernels.pointwise(
                    product.rows(),
                    product.inChannels(),
                    product.outChannels(),
                    in,
                    CacheLines.FIRST,
                    panels,
                    CacheLines.FIRST,
                    bias,
                    CacheLines.FIRST,
                    0,
                    6,
                    out,
                    CacheLines.FIRST);
            count++;
            taken = System.nanoTime() - begin;
        }
        return (double) taken / count;
    }
}
