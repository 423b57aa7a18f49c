package org.mobilenet4j.server.inference;

import org.jspecify.annotations.Nullable;

/**
 * An output that a client asks for.
 *
 * @param isBinary whether its values are to come as bytes; null where the client leaves it to the request
 * @param classes how many of the highest scores are wanted, with their labels, in place of all; 0 for all
 */
record RequestedOutput(String name, @Nullable Boolean isBinary, int classes) {}
