package org.mobilenet4j.bench;

import java.io.IOException;
import java.util.List;
import org.mobilenet4j.cli.console.Report;

/**
 * Something to be measured in each of several JVMs.
 *
 * @param <M> what one JVM measured; goes from that JVM to this one as JSON
 */
interface Benchmark<M extends Record> {
    /** What is measured, for people. */
    String title();

    /** The class of what one JVM measures. */
    Class<M> measure();

    /** More flags for the JVMs. */
    default List<String> jvmFlags() {
        return List.of();
    }

    /** Measures in this JVM. */
    M measureHere() throws IOException;

    /** What one JVM measured, in a few words. */
    String shortly(M measured);

    /** Reports what the JVMs measured, one or more. */
    void report(Report report, List<M> jvms) throws IOException;
}
