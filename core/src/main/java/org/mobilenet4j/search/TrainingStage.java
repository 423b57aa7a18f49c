package org.mobilenet4j.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.latency.LatencyComparison;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;

/**
 * Trains networks from scratch, each equally long.
 *
 * @param minutes that all trainings take together
 * @param secondsPerProcessorSecond how many go by on the clock for each that one thread alone would work
 */
record TrainingStage(SearchSetup setup, double minutes, double secondsPerProcessorSecond) {
    /** Seed by seed, so that whatever slows the machine down for a while falls on all networks. */
    List<Contender> train(List<Entrant> entrants) throws IOException {
        SearchSettings settings = setup.settings();
        double minutesEach = minutes / (entrants.size() * settings.seeds());
        List<List<Contender.Run>> runs = new ArrayList<>();
        entrants.forEach(each -> runs.add(new ArrayList<>()));
        for (int i = 0; i < settings.seeds(); i++) {
            for (int entrant = 0; entrant < entrants.size(); entrant++) {
                runs.get(entrant).add(train(entrants.get(entrant), settings.seed() + i, minutesEach));
            }
        }
        List<Double> whole = wholeMillis(entrants);
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i < entrants.size(); i++) {
            Entrant each = entrants.get(i);
            Summary summary = Summary.of(
                    each.network(), setup.input().height(), setup.input().width());
            contenders.add(new Contender(
                    each.name(),
                    each.found(),
                    each.width(),
                    setup.latencies().applyAsDouble(each.network()),
                    whole.get(i),
                    summary.multiplyAdds(),
                    summary.parameters(),
                    setup.measured().get(processor(each)),
                    runs.get(i)));
        }
        return contenders;
    }

    private Contender.Run train(Entrant entrant, long seed, double minutesEach) throws IOException {
        Parameters start = Initialization.torchvision(entrant.network(), seed);
        Measurements measured = setup.measured();
        double processorSecondsPerImage = measured.of(
                processor(entrant),
                () -> Pace.processorSecondsPerImage(
                        start, setup.options(), setup.input(), setup.data().examples()));
        RunLength length = setup.length(minutesEach, processorSecondsPerImage * secondsPerProcessorSecond);
        String run = entrant.name() + "-" + seed;
        if (!measured.has("top1/" + run)) {
            measured.put(trained(entrant, start, length, seed, run));
            setup.listener()
                    .onNote(String.format(
                            Locale.ROOT,
                            "trained %s, seed %d: %.2f %% of the test images, %,d images shown in %.0f s",
                            entrant.name(),
                            seed,
                            100 * measured.get("top1/" + run),
                            length.images(),
                            measured.get("seconds/" + run)));
        }
        return new Contender.Run(
                seed,
                measured.get("held_out/" + run),
                measured.get("top1/" + run),
                length.images(),
                measured.get("seconds/" + run));
    }

    /** Trains one, and writes its model. */
    private Map<String, Double> trained(Entrant entrant, Parameters start, RunLength length, long seed, String run)
            throws IOException {
        long begin = System.nanoTime();
        Path place = Files.createDirectories(setup.folder().resolve("trained").resolve(run));
        Path checkpoint = place.resolve("checkpoint.safetensors");
        TrainerOptions options = length.applyTo(setup.options()).with(change -> change.seed(seed));
        SearchData data = setup.data();
        Trainer.Result result = Trainer.ofClassifiers(options)
                .withCheckpoints(checkpoint, setup.isResumed())
                .train(start, setup.input(), data.examples(), data.heldOut(), epoch -> {});
        entrant.model(result.parameters(), setup.preprocessing(), data.classes())
                .save(place);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        Files.deleteIfExists(checkpoint);
        return Map.of(
                "top1/" + run,
                setup.top1(result.parameters(), data.test()),
                "held_out/" + run,
                result.best().accuracy(),
                "seconds/" + run,
                seconds);
    }

    private List<Double> wholeMillis(List<Entrant> entrants) {
        Measurements measured = setup.measured();
        if (!entrants.stream().allMatch(each -> measured.has(whole(each)))) {
            double[] millis = LatencyComparison.medianMillis(entrants.stream()
                    .map(each -> Compiler.compile(
                            Initialization.torchvision(each.network(), 1),
                            setup.input().height(),
                            setup.input().width()))
                    .toList());
            for (int i = 0; i < entrants.size(); i++) {
                measured.put(Map.of(whole(entrants.get(i)), millis[i]));
            }
        }
        return entrants.stream().map(each -> measured.get(whole(each))).toList();
    }

    private static String processor(Entrant entrant) {
        return "processor_seconds_per_image/" + entrant.name();
    }

    private static String whole(Entrant entrant) {
        return "whole_millis/" + entrant.name();
    }
}
