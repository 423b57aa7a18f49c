package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;

class ServeVerbTest {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path image;

    @BeforeAll
    static void save() throws IOException {
        model = TinyModel.save(
                folder.resolve("colours"), MobileNet.named("mobilenet_v2").orElseThrow(), "red", "green", "blue");
        image = TinyModel.drawImages(folder.resolve("images"), 1, "red").resolve("red/000.png");
    }

    @Test
    void mistakesAreToldInOneLine() throws IOException {
        Run.of("serve").refused("mobilenet serve: there is no model to serve; give one with --model");
        Run.of("serve", "--model", folder.resolve("nothing")).refused("mobilenet serve: --model");
        Run.of("serve", "--model", "a b=" + model)
                .refused("mobilenet serve: the model's name is 'a b', expected letters");
        Run.of("serve", "--model", model, "--model", model)
                .refused("mobilenet serve: --model: there are two of the name 'colours'");
        Run.of("serve", "--model", model, "--port", "70000").refused("mobilenet serve: --port is 70000, expected 0 to");
        Run.of("serve", "--model", model, "--queue", "0").refused("mobilenet serve: --queue is 0, expected 1 to");
        Run.of("serve", "--model", model, "--max-body", "16x")
                .refused("mobilenet serve: Invalid value for option '--max-body': '16x' is no number of bytes");
        Run.of("serve", "--model", model, "--full-status", "500")
                .refused("mobilenet serve: --full-status is 500, expected 503 or 429");
        Run.of("serve", "--model", model, "--tls-cert", "a.pem")
                .refused("mobilenet serve: --tls-cert is given without --tls-key");
        Run.of("serve", "--model", model, "--management-port", "0")
                .refused("mobilenet serve: --management-port needs --token-file");
        Path token = Files.writeString(folder.resolve("token"), "short");
        Run.of("serve", "--model", model, "--management-port", "0", "--token-file", token)
                .refused("mobilenet serve: --token-file: " + token + " holds 5 characters, expected at least 8");
        Run.of("serve", "--model", model, "--host", "203.0.113.1", "--port", "0")
                .refused("mobilenet serve: cannot listen on 203.0.113.1:0");
    }

    @Test
    void aFileOfOptionsIsTakenAndItsMistakesAreNamed() throws IOException {
        Path config = folder.resolve("serve.json");
        Files.writeString(config, "{\"prot\": 1}");
        Run.of("serve", "--config", config)
                .refused("mobilenet serve: " + config + ": 'prot' is no option of serve, expected one of access-log, ");
        Files.writeString(config, "{\"queue\": null}");
        Run.of("serve", "--config", config).refused("mobilenet serve: " + config + ": 'queue' is null");
        Files.writeString(config, "{\"model\": {\"a\": \"" + model + "\"}, \"queue\": 0, \"private-metrics\": false}");
        Run.of("serve", "--config", config).refused("mobilenet serve: --queue is 0");
        Run.of("serve", "--config", config, "--queue", "5", "--port", "-1").refused("mobilenet serve: --port is -1");
    }

    /** The tests of docs/serving hold its files against a list of options; this holds the list against the verb. */
    @Test
    void theDocumentedOptionsAreTheVerbs() throws IOException {
        String test =
                Files.readString(Path.of("../server/src/test/java/org/mobilenet4j/server/DeploymentFilesTest.java"));
        String list = test.substring(
                test.indexOf("OPTIONS = Set.of("), test.indexOf(");", test.indexOf("OPTIONS = Set.of(")));
        Set<String> listed = Pattern.compile("--[a-z-]+")
                .matcher(list)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        String help = Run.of("serve", "--help").succeeded().out();
        Set<String> options = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)")
                .matcher(help)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        options.removeAll(Set.of("--help", "--version", "--json", "--quiet", "--debug"));
        assertThat(listed).isEqualTo(options);
    }

    @Test
    void aModelThatCannotBeLoadedEndsTheServer() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(broken.resolve("config.json"), "{");
        Run run = Run.of("serve", "--model", broken, "--port", "0");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("mobilenet serve: ").contains("config.json");
    }

    /** The whole life, in a process of its own: live, ready, under load, told to end, ended with success. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals")
    void whatWasTakenIsAnsweredAfterSigterm() throws Exception {
        Path log = folder.resolve("access.log");
        Process process = start("--model", "colours=" + model, "--port", "0", "--access-log", log.toString());
        try (BufferedReader messages = process.errorReader(StandardCharsets.UTF_8);
                HttpClient client = HttpClient.newHttpClient()) {
            String url = await(messages, LISTENING).group(1);
            await(messages, Pattern.compile("colours ready after \\d+\\.\\d s"));
            assertThat(get(client, url + "/v2/health/ready").statusCode()).isEqualTo(200);
            Queue<String> failures = new ConcurrentLinkedQueue<>();
            AtomicInteger answers = new AtomicInteger();
            AtomicBoolean isTold = new AtomicBoolean();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(Thread.ofPlatform().start(() -> ask(url, failures, answers, isTold)));
            }
            while (answers.get() < 50) {
                Thread.sleep(5);
            }
            isTold.set(true);
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            for (Thread each : clients) {
                each.join();
            }
            assertThat(process.exitValue()).isZero();
            assertThat(failures).isEmpty();
            long logged = Files.readAllLines(log).stream()
                    .filter(line -> line.contains("\"path\":\"/classify\"") && line.contains("\"status\":200"))
                    .count();
            assertThat(logged).isEqualTo(answers.get());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Asks on connections of its own until no more can be opened, which may be only once the server was told to end. */
    private static void ask(String url, Queue<String> failures, AtomicInteger answers, AtomicBoolean isTold) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/classify"))
                        .POST(HttpRequest.BodyPublishers.ofFile(image))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    failures.add(answer.statusCode() + " " + answer.body());
                    return;
                }
                answers.incrementAndGet();
            }
        } catch (ConnectException e) {
            if (!isTold.get()) {
                failures.add("not to be reached before it was told to end: " + e);
            }
        } catch (IOException e) {
            failures.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Matcher await(BufferedReader messages, Pattern wanted) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = messages.readLine(); line != null; line = messages.readLine()) {
            read.append(line).append('\n');
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("no '" + wanted + "' in what the server said:\n" + read);
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
