package org.mobilenet4j.server;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.mobilenet4j.server.model.Engine;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.Signature;
import org.mobilenet4j.server.model.Wanted;

/** An engine that computes only when a test lets it, and counts. */
final class GatedEngine implements Engine {
    final Semaphore gate = new Semaphore(0);
    final AtomicInteger begun = new AtomicInteger();
    private final Engine engine = ExactEngine.tiny();

    @Override
    public Signature signature() {
        return engine.signature();
    }

    @Override
    public Prediction predict(byte[] encoded, Wanted wanted, Runnable decoded) {
        pass();
        return engine.predict(encoded, wanted, decoded);
    }

    @Override
    public Prediction predict(float[] input, Wanted wanted) {
        pass();
        return engine.predict(input, wanted);
    }

    private void pass() {
        begun.incrementAndGet();
        gate.acquireUninterruptibly();
    }

    /** Waits until so many images are being computed or have been. */
    void awaitBegun(int count) throws InterruptedException {
        while (begun.get() < count) {
            Thread.sleep(1);
        }
    }
}
