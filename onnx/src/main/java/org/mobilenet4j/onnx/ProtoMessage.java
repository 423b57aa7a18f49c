package org.mobilenet4j.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message, put together field by field under the numbers of its schema. Knows its size at any time, so that
 * messages within messages are written once, without copies.
 */
final class ProtoMessage {
    @FunctionalInterface
    private interface Field {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private final List<Field> fields = new ArrayList<>();
    private int size;

    ProtoMessage number(int field, long value) {
        return add(CodedOutputStream.computeInt64Size(field, value), out -> out.writeInt64(field, value));
    }

    ProtoMessage real(int field, float value) {
        return add(CodedOutputStream.computeFloatSize(field, value), out -> out.writeFloat(field, value));
    }

    ProtoMessage text(int field, String value) {
        return add(CodedOutputStream.computeStringSize(field, value), out -> out.writeString(field, value));
    }

    ProtoMessage bytes(int field, byte[] value) {
        return add(CodedOutputStream.computeByteArraySize(field, value), out -> out.writeByteArray(field, value));
    }

    /** Adds a message within this one; it is complete and changes no more. */
    ProtoMessage message(int field, ProtoMessage value) {
        int lengthSize = CodedOutputStream.computeUInt32SizeNoTag(value.size);
        return add(CodedOutputStream.computeTagSize(field) + lengthSize + value.size, out -> {
            out.writeTag(field, 2); // length-delimited
            out.writeUInt32NoTag(value.size);
            value.writeFields(out);
        });
    }

    void writeTo(OutputStream stream) throws IOException {
        CodedOutputStream out = CodedOutputStream.newInstance(stream);
        writeFields(out);
        out.flush();
    }

    private ProtoMessage add(int bytes, Field field) {
        size = Math.addExact(size, bytes);
        fields.add(field);
        return this;
    }

    private void writeFields(CodedOutputStream out) throws IOException {
        for (Field field : fields) {
            field.writeTo(out);
        }
    }
}
