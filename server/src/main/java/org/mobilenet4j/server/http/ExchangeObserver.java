package org.mobilenet4j.server.http;

/** Sees each answer before it is sent. Called on many threads at once. */
@FunctionalInterface
public interface ExchangeObserver {
    void answered(Exchange exchange, Answer answer);
}
