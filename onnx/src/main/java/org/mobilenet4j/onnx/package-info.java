/**
 * Networks as ONNX files: taken apart into operations, written as floats or quantised to int8, and checked in ONNX
 * Runtime where that library is on the class path. No generated code: {@code ProtoMessage} writes the few messages of
 * the format.
 */
@NullMarked
package org.mobilenet4j.onnx;

import org.jspecify.annotations.NullMarked;
