package org.mobilenet4j.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Reads what the calling thread, this JVM and a server use from now on. */
final class UsageMeter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final ServerProcesses server;
    private final double serverSeconds;
    private final long threadNanos;
    private final long processNanos;
    private final long begin;

    private UsageMeter(ServerProcesses server) {
        this.server = server;
        this.serverSeconds = server.cpuSeconds();
        this.threadNanos = THREADS.getCurrentThreadCpuTime();
        this.processNanos = SYSTEM.getProcessCpuTime();
        this.begin = System.nanoTime();
    }

    static UsageMeter start(ServerProcesses server) {
        return new UsageMeter(server);
    }

    /** What was used since; to be called on the thread that started this. */
    Usage stop() {
        double nanos = System.nanoTime() - begin;
        return new Usage(
                (THREADS.getCurrentThreadCpuTime() - threadNanos) / nanos,
                (SYSTEM.getProcessCpuTime() - processNanos) / nanos,
                server.cpuSeconds() - serverSeconds,
                server.residentMegabytes());
    }
}
