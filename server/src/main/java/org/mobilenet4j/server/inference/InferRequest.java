package org.mobilenet4j.server.inference;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for inference as a client sent it.
 *
 * @param id is given back with the answer; null for none
 * @param outputs empty for all that are listed
 * @param isBinary whether outputs come as bytes where they do not say themselves
 * @param timeout how long it may wait; null for as long as it takes
 */
record InferRequest(
        @Nullable String id,
        List<InputTensor> inputs,
        List<RequestedOutput> outputs,
        boolean isBinary,
        @Nullable Duration timeout) {
    InferRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
