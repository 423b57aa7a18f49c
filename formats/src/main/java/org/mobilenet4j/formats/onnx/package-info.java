/** ONNX files of any writer, read as graphs: which layers they compute, and with what weights. */
@NullMarked
package org.mobilenet4j.formats.onnx;

import org.jspecify.annotations.NullMarked;
