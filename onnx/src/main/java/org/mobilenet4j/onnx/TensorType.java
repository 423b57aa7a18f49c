package org.mobilenet4j.onnx;

/** The element types of tensors, as ONNX's {@code TensorProto.DataType} numbers them. */
enum TensorType {
    FLOAT32(1),
    UINT8(2),
    INT8(3),
    INT32(6),
    INT64(7),
    FLOAT16(10);

    private final int code;

    TensorType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
