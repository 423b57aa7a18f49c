/** What clients ask and get in the Open Inference Protocol: tensors as JSON and as bytes. Knows nothing of HTTP. */
@NullMarked
package org.mobilenet4j.server.inference;

import org.jspecify.annotations.NullMarked;
