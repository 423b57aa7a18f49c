package org.mobilenet4j.inference;

/** The shape of a matrix product that a compiled network computes in one call of the kernels. */
public record Product(int rows, int inChannels, int outChannels) {
    static Product of(int rows, PackedMatrix matrix) {
        return new Product(rows, matrix.inChannels(), matrix.outChannels());
    }
}
