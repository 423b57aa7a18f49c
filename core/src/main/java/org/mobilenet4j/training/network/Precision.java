package org.mobilenet4j.training.network;

/** How the maps between forward and backward are kept. Weights, gradients and all arithmetic are float32 either way. */
public enum Precision {
    FLOAT32,
    /** Half the memory and traffic of maps, with 8 bits of mantissa in place of 24. */
    BFLOAT16
}
