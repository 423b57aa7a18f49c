package org.mobilenet4j.onnx;

/** The element types of tensors, as ONNX's {@code TensorProto.DataType} numbers them. */
enum ElementType {
    FLOAT32(1),
    UINT8(2),
    INT8(3),
    INT32(6),
    INT64(7),
    FLOAT16(10);

    private final int code;

    ElementType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
