package org.mobilenet4j.bench;

import java.util.Map;
import org.mobilenet4j.cli.Main;

/** The program with one verb more than what is published. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) {
        Main.start(args, Map.of("bench", BenchVerb::new));
    }
}
