package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.mobilenet4j.parallel.Ranks;

/** What the parts of a batch came to, on every rank. Each rank has as many parts, with as many values. */
final class PartsOfRanks {
    private PartsOfRanks() {}

    /** The parts of all ranks, those of lower ranks first. */
    static double[][] gather(Ranks ranks, double[][] own) {
        if (ranks.count() == 1) {
            return own;
        }
        int length = own[0].length;
        double[] joined = new double[own.length * length];
        for (int part = 0; part < own.length; part++) {
            System.arraycopy(own[part], 0, joined, part * length, length);
        }
        double[][] gathered = ranks.gather(joined);
        double[][] all = new double[ranks.count() * own.length][];
        for (int part = 0; part < all.length; part++) {
            int at = part % own.length * length;
            all[part] = Arrays.copyOfRange(gathered[part / own.length], at, at + length);
        }
        return all;
    }
}
