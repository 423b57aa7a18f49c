package org.mobilenet4j.server.model;

/**
 * One version of a model that is ready. A request holds on to the one that it began with, so that it may be replaced at any
 * time.
 *
 * @param version a whole number
 */
public record ServedModel(String name, int version, Engine engine, ModelStatistics statistics) {
    public Signature signature() {
        return engine.signature();
    }
}
