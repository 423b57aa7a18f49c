package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does as a test says, down to how connections end. */
final class StubServer implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    static final String BUSY = "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\n{}";
    static final String BUSY_AND_CLOSED = "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

    /** Ends the connection without a word. */
    static final String NOTHING = "";

    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final boolean readsBodies;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();

    /** What the server answers. */
    interface Behaviour {
        /**
         * The whole answer to a request that has come, after as long as it takes.
         *
         * @param number of the request, from 0
         */
        String answer(int number) throws InterruptedException;
    }

    StubServer(Behaviour behaviour) throws IOException {
        this(behaviour, true);
    }

    private StubServer(Behaviour behaviour, boolean readsBodies) throws IOException {
        this.behaviour = behaviour;
        this.readsBodies = readsBodies;
        listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** One that answers when it has a request's head. */
    static StubServer thatReadsNoBodies(String answer) throws IOException {
        return new StubServer(number -> answer, false);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/classify";
    }

    Service service() {
        return Service.at("stub", "--url", url());
    }

    /** Connections up to now. */
    int connections() {
        return sockets.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            while (hasRequest(in)) {
                String answer = behaviour.answer(requests.getAndIncrement());
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (answer.isEmpty() || answer.contains("Connection: close")) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        if (!readsBodies) {
            return true;
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:") + "content-length:".length();
        in.skipNBytes(
                Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)).strip()));
        return true;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
