/** Models of Keras, versions 2 and 3, in HDF5 files, {@code .keras} archives and TensorFlow.js folders. */
@NullMarked
package org.mobilenet4j.formats.keras;

import org.jspecify.annotations.NullMarked;
