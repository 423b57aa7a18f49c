package org.mobilenet4j.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.workflow.NetworkFitting;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Search for a network of small images that is as fast here as V3-Small and better: a super-network is trained, searched by
 * evolution and by REINFORCE within the latency, and the best are trained from scratch beside V3-Small and V2 of that
 * latency, each equally long. Trained as the recipe {@link Recipe#CIFAR10} says.
 *
 * <p>Whatever depends on this machine's speed is measured once and kept in the folder: a run that was ended goes on from there to the same
 * result.
 *
 * @param folder for all that the run keeps; created if need be
 * @param isResumed whether to go on from what is in the folder
 * @param reader how images are read
 */
public record NetworkSearch(SearchSettings settings, Path folder, boolean isResumed, ImageReader reader) {
    private static final Recipe RECIPE = Recipe.CIFAR10;

    /** The shares of the time; what remains is for reading, latencies and evaluation. */
    private static final double SUPER_NETWORK_SHARE = 0.3;

    private static final double SEARCH_SHARE = 0.06; // each of two
    private static final double TRAINING_SHARE = 0.5;

    private static final int LEAST_EVALUATIONS = 8;
    private static final int MOST_EVALUATIONS = 2000;

    private Path measurements() {
        return folder.resolve("measurements.json");
    }

    private Path latencies() {
        return folder.resolve("latencies.json");
    }

    /**
     * Searches.
     *
     * @param images to learn from, of which some are held out to choose by, and to test the trained networks on
     * @throws InvalidInputException if images cannot be read, or the folder holds another search
     * @throws IOException if the disk is full or fails
     */
    public SearchResult run(Split images, WorkflowListener listener) throws IOException {
        Files.createDirectories(folder);
        if (!isResumed && Files.exists(measurements())) {
            throw new InvalidInputException(
                    folder + ": holds a search already; go on from it with --resume, or give another folder");
        }
        SearchSetup setup = setup(images, listener);
        SuperNetworkStage shared = new SuperNetworkStage(setup, settings.minutes() * SUPER_NETWORK_SHARE);
        List<Double> losses = shared.train();
        double fitting = 60 * settings.minutes() * SEARCH_SHARE / shared.secondsPerEvaluation();
        int evaluations = (int) Math.clamp(fitting, LEAST_EVALUATIONS, MOST_EVALUATIONS);
        listener.onNote(String.format(
                Locale.ROOT, "searching: %,d evaluations by evolution, then as many by REINFORCE", evaluations));
        List<Candidate> evolved =
                Evolution.of(evaluations, settings.seed()).run(setup.space(), setup.limitMillis(), shared);
        tellBest("evolution", evolved, setup);
        List<Candidate> drawn = Reinforce.of(settings.reward(), evaluations, settings.seed())
                .run(setup.space(), setup.limitMillis(), shared);
        tellBest("REINFORCE", drawn, setup);
        TrainingStage training =
                new TrainingStage(setup, settings.minutes() * TRAINING_SHARE, shared.secondsPerProcessorSecond());
        return new SearchResult(
                settings,
                setup.limitMillis(),
                setup.space().count(),
                losses,
                evolved,
                drawn,
                training.train(entrants(evolved, drawn, setup)));
    }

    private SearchSetup setup(Split images, WorkflowListener listener) throws IOException {
        List<String> classes = images.train().folder().classes();
        // Runs are short: the published momentum of 0.01 would leave the norms' statistics behind the weights.
        Variant small = variant(MobileNet.MOBILENET_V3_SMALL, classes.size())
                .with(published -> published.withNorm(BatchNorm.TENSORFLOW));
        Variant v2 = variant(MobileNet.MOBILENET_V2, classes.size());
        SearchSpace space = SearchSpace.mobileNetV3(small.options());
        Preprocessing preprocessing = RECIPE.preprocessing(RECIPE.resolution());
        TrainerOptions options = RECIPE.options()
                .with(change -> change.threads(settings.threads())
                        .precision(Precision.BFLOAT16)
                        .seed(settings.seed()));
        Model start = Entrant.of(small)
                .model(Initialization.torchvision(small.network(), settings.seed()), preprocessing, classes);
        NetworkFitting fitting = new NetworkFitting(start, new NetworkPlan(options, RECIPE.augmentation()));
        MapShape input = start.inputShape();
        SearchData data = SearchData.read(images, fitting, input, reader, settings.seed(), listener);
        String purpose = settings + " of " + data.examples().size() + " images of " + classes.size() + " classes";
        return new SearchSetup(
                settings,
                folder,
                isResumed,
                options,
                preprocessing,
                space,
                small,
                v2,
                data,
                new Measurements(measurements(), purpose),
                new KeptLatencies(latencies(), input, typical(space, small, v2)),
                new Workers(settings.threads()),
                listener);
    }

    private static Variant variant(MobileNet base, int classes) {
        return Variant.of(base).with(published -> RECIPE.network(published).withClasses(classes));
    }

    /** Networks of all that is searched and compared. */
    private List<Network> typical(SearchSpace space, Variant small, Variant v2) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(settings.seed());
        List<Network> networks = new ArrayList<>(List.of(small.network(), v2.network()));
        for (int i = 0; i < 4; i++) {
            networks.add(space.network(space.subNetwork(SearchSpace.uniform(space.sizes(), random))));
        }
        return networks;
    }

    private static void tellBest(String search, List<Candidate> candidates, SearchSetup setup) {
        best(candidates, setup).stream()
                .findFirst()
                .ifPresent(best -> setup.listener()
                        .onNote(String.format(
                                Locale.ROOT,
                                "%s: best of %d with shared weights %.1f %%, %.3f ms: %s",
                                search,
                                candidates.size(),
                                100 * best.accuracy(),
                                best.millis(),
                                best.network())));
    }

    /** Those within the limit, each once, the best first. */
    private static List<Candidate> best(List<Candidate> candidates, SearchSetup setup) {
        return candidates.stream()
                .filter(each -> each.millis() <= setup.limitMillis())
                .distinct()
                .sorted(Comparator.comparingDouble(Candidate::accuracy).reversed())
                .toList();
    }

    private List<Entrant> entrants(List<Candidate> evolved, List<Candidate> drawn, SearchSetup setup) {
        List<Candidate> best =
                best(Stream.concat(evolved.stream(), drawn.stream()).toList(), setup);
        List<Entrant> entrants = new ArrayList<>();
        for (Candidate each : best.subList(0, Math.min(settings.finalists(), best.size()))) {
            String name = "searched-" + (entrants.size() + 1);
            entrants.add(Entrant.found(name, each.network(), setup.space()));
        }
        entrants.add(
                settings.limitMillis() == null
                        ? Entrant.of(setup.small())
                        : Entrant.ofLatency(setup.small(), setup.limitMillis(), setup.latencies()));
        entrants.add(Entrant.ofLatency(setup.v2(), setup.limitMillis(), setup.latencies()));
        return entrants;
    }
}
