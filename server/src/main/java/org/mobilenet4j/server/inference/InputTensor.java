package org.mobilenet4j.server.inference;

import java.util.List;

/**
 * A tensor as a client sent it, its form checked against nothing yet.
 *
 * @param shape its extents as they were sent
 */
record InputTensor(String name, String datatype, List<Long> shape, Content content) {
    InputTensor {
        shape = List.copyOf(shape);
    }

    /** What is in it. */
    sealed interface Content {
        /** Numbers of JSON or of bytes. */
        record Numbers(float[] values) implements Content {}

        /** Encoded images. */
        record Blobs(List<byte[]> values) implements Content {
            public Blobs {
                values = List.copyOf(values);
            }
        }

        /** Raw bytes behind the JSON, whose meaning the datatype says. */
        record Raw(byte[] body, int offset, int length) implements Content {}
    }
}
