package org.mobilenet4j.report.papers;

import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Summary;

/**
 * A published network as it is here.
 *
 * @param millis for an image on one thread of this machine
 */
record MeasuredNetwork(PublishedNetwork published, long multiplyAdds, long parameters, double millis) {
    static MeasuredNetwork of(PublishedNetwork published) {
        Network network = published.network();
        Summary summary = Summary.of(network, published.resolution(), published.resolution());
        return new MeasuredNetwork(
                published,
                summary.multiplyAdds(),
                summary.parameters(),
                Latency.millis(network, published.resolution()));
    }

    /** Whether the multiply-adds are those published, which are rounded or cut off to millions. */
    boolean hasPublishedMultiplyAdds() {
        double off = Math.abs(multiplyAdds * 1e-6 - published.millionMultiplyAdds());
        return off <= Math.max(1, published.millionMultiplyAdds() / 100);
    }
}
