/** TensorFlow Lite's files: FlatBuffers of operators over tensors, float or quantised. */
@NullMarked
package org.mobilenet4j.formats.tflite;

import org.jspecify.annotations.NullMarked;
