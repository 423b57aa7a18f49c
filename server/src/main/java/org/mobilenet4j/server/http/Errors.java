package org.mobilenet4j.server.http;

/** Turns what a handler throws into an answer. */
@FunctionalInterface
public interface Errors {
    Answer answer(Exchange exchange, Throwable failure);
}
