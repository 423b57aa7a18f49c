package org.mobilenet4j.weights;

/** The numbers that weights are written as. They are computed with as float32, whichever it is. */
public enum StoredPrecision {
    FLOAT32(ElementType.F32),

    /**
     * IEEE halves, 11 bits of mantissa, for filters and matrices. Vectors stay float32: they are few, and a running variance
     * may be larger than the largest half, 65,504.
     */
    FLOAT16(ElementType.F16);

    private final ElementType ofMatrices;

    StoredPrecision(ElementType ofMatrices) {
        this.ofMatrices = ofMatrices;
    }

    ElementType typeOf(int rank) {
        return rank > 1 ? ofMatrices : ElementType.F32;
    }
}
