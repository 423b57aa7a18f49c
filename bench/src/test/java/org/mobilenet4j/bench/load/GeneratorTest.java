package org.mobilenet4j.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private static final long MILLI = 1_000_000;
    private static final List<byte[]> IMAGES = List.of(new byte[10_000], new byte[20_000]);

    @Test
    void sendsAsManyAsAreDueAndKeepsConnections() throws IOException {
        try (StubServer stub = new StubServer(number -> StubServer.OK);
                Generator generator = generator(stub.service(), 2000)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(300, 1), 500 * MILLI).tally();

            assertThat(tally.offeredCount()).isEqualTo(due(300, 1, 500 * MILLI)).isGreaterThan(100);
            assertThat(tally.inTimeCount()).isEqualTo(tally.offeredCount());
            assertThat(tally.answered().p50()).isPositive();
            assertThat(stub.connections()).isLessThan((int) tally.offeredCount());
        }
    }

    @Test
    void closedLoopUsesTheConnectionsItIsGiven() throws IOException {
        try (StubServer stub = new StubServer(number -> StubServer.OK);
                Generator generator = generator(stub.service(), 2000)) {
            Load load = generator.closedLoop(3, 200 * MILLI);

            assertThat(load.tally().inTimeCount())
                    .isEqualTo(load.tally().offeredCount())
                    .isGreaterThan(3);
            assertThat(load.inTimePerSecond()).isPositive();
            assertThat(stub.connections()).isEqualTo(3);
        }
    }

    @Test
    void aStallShowsInAnOpenLoopThoughAClosedOneSleepsThroughIt() throws IOException {
        AtomicLong stallEnd = new AtomicLong();
        ReentrantLock server = new ReentrantLock();
        StubServer.Behaviour stalling = number -> {
            server.lock(); // all wait for the one that stalls
            try {
                if (number == 20) {
                    stallEnd.set(System.nanoTime());
                    Thread.sleep(500);
                }
                return StubServer.OK;
            } finally {
                server.unlock();
            }
        };
        Latency open;
        try (StubServer stub = new StubServer(stalling);
                Generator generator = generator(stub.service(), 2000)) {
            open = generator
                    .openLoop(new PoissonArrivals(200, 1), 1000 * MILLI)
                    .tally()
                    .answered();
        }
        Latency closed;
        try (StubServer stub = new StubServer(stalling);
                Generator generator = generator(stub.service(), 2000)) {
            closed = generator.closedLoop(1, 1000 * MILLI).tally().answered();
        }

        // Of two hundred who come in a second, half meet the stall; in the closed loop it is one.
        assertThat(open.p99()).isGreaterThan(300);
        assertThat(open.p90()).isGreaterThan(200);
        assertThat(closed.p90()).isLessThan(200);
        assertThat(closed.max()).isGreaterThan(400);
    }

    @Test
    void latencyRunsOnWhileNoConnectionIsFree() throws IOException {
        try (StubServer stub = new StubServer(number -> {
                    Thread.sleep(20);
                    return StubServer.OK;
                });
                Generator generator = new Generator(stub.service(), IMAGES, 1, 2000 * MILLI)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(100, 1), 500 * MILLI).tally();

            // One connection makes 50 a second, so the queue grows to half of those who come.
            assertThat(tally.inTimeCount()).isEqualTo(tally.offeredCount());
            assertThat(stub.connections()).isEqualTo(1);
            assertThat(tally.answered().max()).isGreaterThan(200);
            assertThat(tally.inTimeWithinCount()).isLessThan(tally.inTimeCount());
        }
    }

    @Test
    void countsRefusalsApartWhetherOrNotTheConnectionIsKept() throws IOException {
        try (StubServer stub = new StubServer(number -> switch (number % 3) {
                    case 0 -> StubServer.OK;
                    case 1 -> StubServer.BUSY;
                    default -> StubServer.BUSY_AND_CLOSED;
                });
                Generator generator = generator(stub.service(), 2000)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(300, 1), 400 * MILLI).tally();

            assertThat(tally.refusedCount() + tally.inTimeCount()).isEqualTo(tally.offeredCount());
            assertThat(tally.refusedCount()).isBetween(tally.inTimeCount(), 3 * tally.inTimeCount());
            assertThat(tally.refused().p99()).isPositive();
            assertThat(tally.causes()).isEmpty();
        }
    }

    @Test
    void aRefusalBeforeTheBodyIsReadIsARefusal() throws IOException {
        try (StubServer stub = StubServer.thatReadsNoBodies(StubServer.BUSY_AND_CLOSED);
                Generator generator = new Generator(stub.service(), List.of(new byte[8_000_000]), 8, 2000 * MILLI)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(100, 1), 200 * MILLI).tally();

            assertThat(tally.refusedCount()).as(tally.causes().toString()).isEqualTo(tally.offeredCount());
            assertThat(tally.offeredCount()).isPositive();
        }
    }

    @Test
    void tellsOtherStatusesAndBrokenConnections() throws IOException {
        try (StubServer stub = new StubServer(number ->
                        number % 2 == 0 ? "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n" : StubServer.NOTHING);
                Generator generator = generator(stub.service(), 2000)) {
            Tally tally = generator.closedLoop(2, 200 * MILLI).tally();

            assertThat(tally.failedCount()).isPositive();
            assertThat(tally.brokenCount()).isPositive();
            assertThat(tally.failedCount() + tally.brokenCount()).isEqualTo(tally.offeredCount());
            assertThat(tally.causes())
                    .containsEntry("status 400", tally.failedCount())
                    .containsKey("kept connection: the connection was closed before the answer");
            assertThat(tally.inTimeCount()).isZero();
        }
    }

    @Test
    void countsConnectionsThatNobodyTakes() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Service gone = Service.at("gone", "--url", "http://127.0.0.1:" + port + "/");
        try (Generator generator = generator(gone, 2000)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(100, 1), 200 * MILLI).tally();

            assertThat(tally.brokenCount()).isEqualTo(tally.offeredCount()).isPositive();
        }
    }

    @Test
    void anAnswerAfterTheDeadlineIsLate() throws IOException {
        try (StubServer stub = new StubServer(number -> {
                    Thread.sleep(60);
                    return StubServer.OK;
                });
                Generator generator = generator(stub.service(), 30)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(100, 1), 200 * MILLI).tally();

            assertThat(tally.inTimeCount()).isZero();
            assertThat(tally.lateCount()).isPositive();
            assertThat(tally.lateCount() + tally.timedOutCount()).isEqualTo(tally.offeredCount());
        }
    }

    @Test
    void givesUpWhatIsNeverAnswered() throws IOException {
        try (StubServer stub = new StubServer(number -> {
                    Thread.sleep(60_000);
                    return StubServer.OK;
                });
                Generator generator = new Generator(stub.service(), IMAGES, 2, 20 * MILLI)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(100, 1), 300 * MILLI).tally();

            assertThat(tally.timedOutCount()).isEqualTo(tally.offeredCount()).isPositive();
        }
    }

    @Test
    void dealsRequestsOutAmongTheProcessesOfAService() throws IOException {
        try (StubServer one = new StubServer(number -> StubServer.OK);
                StubServer other = new StubServer(number -> StubServer.BUSY);
                Generator generator = generator(Service.at("both", "--url", one.url() + "," + other.url()), 2000)) {
            Tally tally =
                    generator.openLoop(new PoissonArrivals(200, 1), 300 * MILLI).tally();

            assertThat(Math.abs(tally.inTimeCount() - tally.refusedCount())).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void knowsWhoseProcessorTimeIsTheServers() throws IOException {
        try (StubServer stub = new StubServer(number -> StubServer.OK)) {
            assertThat(stub.service().processes().roots())
                    .extracting(ProcessHandle::pid)
                    .containsExactly(ProcessHandle.current().pid());
            assertThat(stub.service().processes().cpuSeconds()).isPositive();
        }
    }

    private static Generator generator(Service service, int deadlineMillis) throws IOException {
        return new Generator(service, IMAGES, 64, deadlineMillis * MILLI);
    }

    private static long due(double perSecond, long seed, long nanos) {
        PoissonArrivals arrivals = new PoissonArrivals(perSecond, seed);
        long count = 0;
        while (arrivals.next() < nanos) {
            count++;
        }
        return count;
    }
}
