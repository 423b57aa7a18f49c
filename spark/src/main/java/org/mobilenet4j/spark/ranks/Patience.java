package org.mobilenet4j.spark.ranks;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long ranks wait for each other.
 *
 * @param meeting until all have found each other
 * @param silence without a sign of life, after which a rank is taken for lost; every rank gives one each second, whatever it
 *     computes, so that only a stopped process, a dead machine or a cut line is silent
 */
public record Patience(Duration meeting, Duration silence) implements Serializable {
    /** Two minutes to meet; 20 seconds of silence. */
    public static final Patience DEFAULT = new Patience(Duration.ofMinutes(2), Duration.ofSeconds(20));
}
