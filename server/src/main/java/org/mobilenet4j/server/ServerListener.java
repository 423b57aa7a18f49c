package org.mobilenet4j.server;

import java.time.Duration;
import org.mobilenet4j.server.model.WarmUp;

/** Is told what happens to a server. Called on its threads, so that it should be quick. */
public interface ServerListener {
    /** Nobody listens. */
    ServerListener NONE = new ServerListener() {};

    /** A model is loaded and warm. */
    default void onReady(String model, Duration took, WarmUp.Result warmth) {}

    /** A model could not be loaded. */
    default void onFailure(String model, Throwable failure) {}

    /** Something should be known that ends nothing. */
    default void onWarning(String message) {}

    /** A request failed by the server's own fault. */
    default void onUnexpected(String requestId, Throwable failure) {}
}
