package org.mobilenet4j.server.model;

/** The datatypes of tensors that are given out, as the Open Inference Protocol names them. */
public enum DataType {
    FP32,
    INT32,
    UINT8,
    BYTES
}
