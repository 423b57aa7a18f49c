package org.mobilenet4j.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.Main;

/** This project's server in a JVM of its own, of this one's kind: same Java, class path and flags. */
public final class OwnServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
    private static final Pattern READY = Pattern.compile("\\bready\\b.* after ");
    private static final String MODEL = "bench";
    private static final int START_SECONDS = 180;
    private static final int STOP_SECONDS = 60;
    private static final int LINES_KEPT = 20;

    private final Process process;
    private final @Nullable ModelManagement management;
    private final Thread onExit;
    private final long begin = System.nanoTime();
    private final CompletableFuture<String> url = new CompletableFuture<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private volatile double readySeconds;
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    private OwnServer(Process process, @Nullable ModelManagement management) {
        this.process = process;
        this.management = management;
        this.onExit = new Thread(process::destroy, "stop the server");
    }

    /**
     * Starts the verb {@code serve} at a free port and waits until it is ready.
     *
     * @param model a folder or file
     * @param options more of the verb's options; those that begin with -X or -D are the JVM's
     * @param isManaged whether it can be told to load the model anew
     * @throws IOException if it does not become ready; the message has its last line
     */
    public static OwnServer start(Path model, List<String> options, boolean isManaged) throws IOException {
        if (!isManaged) {
            return start(command(model, options), null);
        }
        ModelManagement management = ModelManagement.prepared();
        List<String> more = new ArrayList<>(options);
        more.addAll(management.options());
        return start(command(model, more), management);
    }

    /** The same with a command that prints what the verb does. */
    static OwnServer start(List<String> command, @Nullable ModelManagement management) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        OwnServer server = new OwnServer(process, management);
        Runtime.getRuntime().addShutdownHook(server.onExit); // an interrupted benchmark leaves no server behind
        Thread.ofPlatform().daemon().name("server's messages").start(server::read);
        try {
            server.url.get(START_SECONDS, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException e) {
            server.close();
            throw new IOException("the server ended before it was ready: " + server.lastLine(), e);
        } catch (TimeoutException e) {
            server.close();
            throw new IOException(
                    "the server was not ready after " + START_SECONDS + " s; its last line: " + server.lastLine(), e);
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server started", e);
        }
    }

    private static List<String> command(Path model, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The launcher's descriptor for messages is not passed on.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dmobilenet.stderr="))
                .forEach(command::add);
        options.stream().filter(OwnServer::isOfTheJvm).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve"));
        command.addAll(List.of("--model", MODEL + "=" + model, "--port", "0"));
        options.stream().filter(option -> !isOfTheJvm(option)).forEach(command::add);
        return command;
    }

    private static boolean isOfTheJvm(String option) {
        return option.startsWith("-X") || option.startsWith("-D");
    }

    /** Reads messages to the end, so that the server never waits for a reader. */
    private void read() {
        String listening = null;
        boolean isReady = false;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                keep(line);
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    listening = matcher.group(1);
                }
                isReady |= READY.matcher(line).find();
                if (listening != null && isReady) {
                    if (!url.isDone()) {
                        readySeconds = (System.nanoTime() - begin) * 1e-9;
                    }
                    url.complete(listening);
                }
            }
        } catch (IOException e) {
            // It was stopped.
        }
        url.completeExceptionally(new IOException("no further messages")); // or it is complete already
    }

    private void keep(String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > LINES_KEPT) {
                lines.remove();
            }
        }
    }

    private String lastLine() {
        synchronized (lines) {
            String last = lines.peekLast();
            return last == null ? "(it printed nothing)" : last;
        }
    }

    /** From the start of the process until it said that it was ready. */
    public double readySeconds() {
        return readySeconds;
    }

    /** The server as something to be measured. */
    Service service() {
        Endpoint endpoint = Endpoint.of("the server's address", url.join() + "/classify");
        return new Service("ours", List.of(endpoint), new ServerProcesses(List.of(process.toHandle())));
    }

    /** Begins to load the model anew, so often. */
    Reloads reload(int times) {
        ModelManagement known = Objects.requireNonNull(management, "management");
        return Reloads.start(known.load(MODEL), known.token(), times);
    }

    /** Tells it to end, as a service's host does. */
    void terminate() {
        process.destroy();
    }

    /** Runs something when it has ended, before {@link #exitStatus} tells how. */
    void whenEnded(Runnable action) {
        ended = process.onExit().thenRun(action);
    }

    /** Waits until it has ended; its exit status, or -1 if it does not end. */
    int exitStatus() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return -1;
            }
            ended.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Lets it end in order; one that does not is killed. */
    @Override
    public void close() {
        terminate();
        if (exitStatus() < 0) {
            process.destroyForcibly();
        }
        if (management != null) {
            management.discard();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook has run or will.
        }
    }
}
