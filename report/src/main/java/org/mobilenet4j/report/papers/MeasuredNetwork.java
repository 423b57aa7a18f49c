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

    /** By how much the multiply-adds differ from those published, as a share. */
    double multiplyAddsOff() {
        return multiplyAdds / (1e6 * published.millionMultiplyAdds()) - 1;
    }

    double parametersOff() {
        return parameters / (1e6 * published.millionParameters()) - 1;
    }
}
