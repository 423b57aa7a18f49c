package org.mobilenet4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.server.InferenceServer;
import org.mobilenet4j.server.ServerOptions;

/**
 * What the JVM watches once after each build to learn which classes a start needs: an untrained network classifies a
 * drawing, and a server that only this machine can ask does so too. The launcher keeps what was learned beside the jar; see docs/performance.md, "Start-up".
 */
public final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("mobilenet");
        try {
            rehearse(folder);
        } finally {
            delete(folder);
        }
    }

    private static void rehearse(Path folder) throws IOException {
        Path model = folder.resolve("model");
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(0.35).withClasses(2));
        Model.classifier(
                        variant,
                        Initialization.torchvision(variant.network(), 1),
                        variant.base().preprocessing(32),
                        List.of("flower", "other"))
                .save(model);
        FlowerDrawings.writeSet(folder.resolve("drawings"), 1, 1, Progress.NONE);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Path drawing = folder.resolve("drawings").resolve("daisy").resolve("daisy-001.jpg");
        Main.run(new String[] {"predict", "--model", model.toString(), drawing.toString()}, nowhere, nowhere);
        Main.run(new String[] {"serve", "--help"}, nowhere, nowhere);
        serve(model, Files.readAllBytes(drawing));
    }

    private static void serve(Path model, byte[] drawing) throws IOException {
        try (InferenceServer server = InferenceServer.builder()
                        .model("model", model)
                        .options(ServerOptions.DEFAULT.withPort(0).withWarmUp(Duration.ofMillis(1)))
                        .start();
                Socket client = new Socket(
                        InetAddress.getLoopbackAddress(),
                        URI.create(server.url()).getPort())) {
            server.awaitReady(Duration.ofSeconds(30));
            String head = "POST /classify HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: ";
            client.getOutputStream().write((head + drawing.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(drawing);
            client.getInputStream().readAllBytes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
