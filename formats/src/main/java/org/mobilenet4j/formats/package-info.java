/**
 * The formats of other frameworks as {@link org.mobilenet4j.ModelFormat}s: with this module on the class path {@code
 * Models.open} reads models of Keras, TensorFlow.js, TensorFlow Lite and ONNX.
 */
@NullMarked
package org.mobilenet4j.formats;

import org.jspecify.annotations.NullMarked;
