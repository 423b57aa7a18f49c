package org.mobilenet4j.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.Accuracy;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
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
    private static final double REINFORCE_RATE = 0.15;
    private static final double BASELINE_MEMORY = 0.95;
    private static final double MUTATION = 0.1;

    private Path measurements() {
        return folder.resolve("measurements.json");
    }

    private Path latencies() {
        return folder.resolve("latencies.json");
    }

    private Path superNetwork() {
        return folder.resolve("supernetwork.safetensors");
    }

    /**
     * Searches.
     *
     * @param images to learn from, of which some are held out to choose by, and to test the trained networks on
     * @throws InvalidInputException if images cannot be read, or the folder is of another search
     * @throws IOException if the disk is full or fails
     */
    public SearchResult run(Split images, WorkflowListener listener) throws IOException {
        Files.createDirectories(folder);
        if (!isResumed) {
            for (Path file : List.of(measurements(), latencies(), superNetwork())) {
                Files.deleteIfExists(file);
            }
        }
        return new Run(images, listener).search();
    }

    private final class Run implements CandidateEvaluator {
        private final WorkflowListener listener;
        private final Preprocessing preprocessing = RECIPE.preprocessing(RECIPE.resolution());
        private final MapShape input = new MapShape(RECIPE.resolution(), RECIPE.resolution(), 3);
        private final Workers workers = new Workers(settings.threads());
        private final TrainerOptions options = RECIPE.options()
                .with(change -> change.threads(settings.threads())
                        .precision(Precision.BFLOAT16)
                        .seed(settings.seed()));
        private final SearchData data;
        private final SearchSpace space;
        private final Variant small;
        private final Variant v2;
        private final Measurements measured;
        private final KeptLatencies latencies;
        private final Map<SubNetwork, Double> millis = new HashMap<>();
        private final SuperNetwork shared;
        private final double limitMillis;
        private final RunLength superLength;
        private final double processorPace;

        Run(Split images, WorkflowListener listener) throws IOException {
            this.listener = listener;
            List<String> classes = images.train().folder().classes();
            // Runs are short: the published momentum of 0.01 would leave the norms' statistics behind the weights.
            this.small = variant(MobileNet.MOBILENET_V3_SMALL, classes.size())
                    .with(published -> published.withNorm(BatchNorm.TENSORFLOW));
            this.v2 = variant(MobileNet.MOBILENET_V2, classes.size());
            this.space = SearchSpace.mobileNetV3(small.options());
            Model start = Entrant.of(small)
                    .model(Initialization.torchvision(small.network(), settings.seed()), preprocessing, classes);
            NetworkFitting fitting = new NetworkFitting(start, new NetworkPlan(options, RECIPE.augmentation()));
            this.data = SearchData.read(images, fitting, input, reader, settings.seed(), listener);
            this.measured = new Measurements(
                    measurements(),
                    settings + " of " + data.examples().size() + " images of " + classes.size() + " classes");
            this.latencies = new KeptLatencies(latencies(), input, typical());
            Double asked = settings.limitMillis();
            this.limitMillis =
                    asked != null ? asked : measured.of("limit_millis", () -> latencies.applyAsDouble(small.network()));
            TrainerOptions sharing = options.with(change -> change.averageDecay(0));
            double pace = measured.of("seconds_per_image/super_network", () -> costPerImage(sharing, Pace::seconds));
            this.processorPace = measured.of(
                    "processor_seconds_per_image/super_network",
                    () -> costPerImage(Pace.sample(sharing), Pace::processorSeconds));
            this.superLength = RunLength.of(
                    60 * settings.minutes() * SUPER_NETWORK_SHARE,
                    pace,
                    data.examples().size(),
                    options.batchSize());
            this.shared = new SuperNetwork(space.widest(), superLength.applyTo(sharing), input, data.examples());
        }

        /** Networks of all that is searched and compared. */
        private List<Network> typical() {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(settings.seed());
            List<Network> networks = new ArrayList<>(List.of(small.network(), v2.network()));
            for (int i = 0; i < 4; i++) {
                networks.add(space.network(space.subNetwork(SearchSpace.uniform(space.sizes(), random))));
            }
            return networks;
        }

        private Variant variant(MobileNet base, int classes) {
            return Variant.of(base).with(published -> RECIPE.network(published).withClasses(classes));
        }

        SearchResult search() throws IOException {
            List<Double> losses = trainSuperNetwork();
            int evaluations = evaluations();
            listener.onNote(String.format(
                    Locale.ROOT, "searching: %,d evaluations by evolution, then as many by REINFORCE", evaluations));
            int population = Math.clamp(evaluations / 4, 4, 50);
            Evolution evolution =
                    new Evolution(population, Math.max(2, population / 5), MUTATION, evaluations, settings.seed());
            List<Candidate> evolved = evolution.run(space, limitMillis, this);
            tellBest("evolution", evolved);
            Reinforce reinforce =
                    new Reinforce(settings.reward(), REINFORCE_RATE, BASELINE_MEMORY, evaluations, settings.seed());
            List<Candidate> drawn = reinforce.run(space, limitMillis, this);
            tellBest("REINFORCE", drawn);
            List<Contender> contenders = train(entrants(evolved, drawn));
            return new SearchResult(settings, limitMillis, space.count(), losses, evolved, drawn, contenders);
        }

        /**
         * What an image costs the super-network, over some paths, making them included.
         *
         * @param seconds of so many images, of the work that it is given
         */
        private double costPerImage(TrainerOptions sharing, ToDoubleFunction<Runnable> seconds) {
            TrainerOptions run = sharing.with(change -> change.epochs(RunLength.LEAST_EPOCHS));
            SuperNetwork tried = new SuperNetwork(space.widest(), run, input, data.examples());
            Supplier<Network> paths = paths(-1);
            List<Network> drawn =
                    Stream.generate(paths).limit(RunLength.LEAST_EPOCHS).toList();
            int steps = Math.min(SuperNetwork.STEPS_PER_PATH, tried.stepsPerEpoch());
            Runnable everyEpoch = () -> {
                for (int epoch = 1; epoch <= drawn.size(); epoch++) {
                    tried.train(epoch, 0, steps, drawn.get(epoch - 1), each -> {});
                }
            };
            everyEpoch.run(); // until the JVM has compiled it
            int images = drawn.size()
                    * steps
                    * Math.min(run.batchSize(), data.examples().size());
            return seconds.applyAsDouble(everyEpoch) / images;
        }

        /** Networks within the limit, drawn evenly: others would not be searched. */
        private Supplier<Network> paths(int epoch) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(31 * settings.seed() + epoch);
            List<Integer> sizes = space.sizes();
            return () -> {
                SubNetwork path = space.subNetwork(SearchSpace.uniform(sizes, random));
                while (millis(path) > limitMillis) {
                    path = space.subNetwork(SearchSpace.uniform(sizes, random));
                }
                return space.network(path);
            };
        }

        private List<Double> trainSuperNetwork() throws IOException {
            int done = Files.exists(superNetwork()) ? shared.read(superNetwork()) : 0;
            listener.onNote(String.format(
                    Locale.ROOT,
                    "super-network: %d epochs of %,d images, %d done; networks up to %.3f ms",
                    superLength.epochs(),
                    superLength.imagesPerEpoch(),
                    done,
                    limitMillis));
            List<Double> losses = new ArrayList<>();
            for (int epoch = 1; epoch <= superLength.epochs(); epoch++) {
                if (epoch > done) {
                    int now = epoch;
                    long begin = System.nanoTime();
                    double loss = shared.train(epoch, paths(epoch), each -> {});
                    double seconds = (System.nanoTime() - begin) * 1e-9;
                    measured.put(Map.of("loss/super_network/" + now, loss, "seconds/super_network/" + now, seconds));
                    shared.write(superNetwork(), epoch);
                    listener.onNote(String.format(
                            Locale.ROOT, "super-network: epoch %d/%d, loss %.3f", now, superLength.epochs(), loss));
                }
                losses.add(measured.of("loss/super_network/" + epoch, () -> Double.NaN));
            }
            return losses;
        }

        /** How many networks a search evaluates in its time. */
        private int evaluations() {
            double seconds = measured.of("seconds_per_evaluation", () -> {
                Supplier<Network> paths = paths(-2);
                evaluated(paths.get()); // once before, for the JVM
                long begin = System.nanoTime();
                evaluated(paths.get());
                evaluated(paths.get());
                return (System.nanoTime() - begin) * 1e-9 / 2;
            });
            double fitting = 60 * settings.minutes() * SEARCH_SHARE / seconds;
            return (int) Math.clamp(fitting, LEAST_EVALUATIONS, MOST_EVALUATIONS);
        }

        @Override
        public double millis(SubNetwork network) {
            return millis.computeIfAbsent(network, added -> latencies.applyAsDouble(space.network(added)));
        }

        @Override
        public double accuracy(SubNetwork network) {
            return measured.of("accuracy/" + network, () -> evaluated(space.network(network)));
        }

        private double evaluated(Network network) {
            Parameters parameters =
                    NormStatistics.estimated(shared.parameters(network), input, data.calibration(), workers);
            return top1(parameters, data.heldOut());
        }

        private double top1(Parameters parameters, TrainingExamples<Integer> examples) {
            return new Accuracy().of(parameters, input, examples, workers).score();
        }

        private void tellBest(String search, List<Candidate> candidates) {
            best(candidates).stream()
                    .findFirst()
                    .ifPresent(best -> listener.onNote(String.format(
                            Locale.ROOT,
                            "%s: best of %d with shared weights %.1f %%, %.3f ms: %s",
                            search,
                            candidates.size(),
                            100 * best.accuracy(),
                            best.millis(),
                            best.network())));
        }

        /** Those within the limit, each once, the best first. */
        private List<Candidate> best(List<Candidate> candidates) {
            return candidates.stream()
                    .filter(each -> each.millis() <= limitMillis)
                    .distinct()
                    .sorted(Comparator.comparingDouble(Candidate::accuracy).reversed())
                    .toList();
        }

        private List<Entrant> entrants(List<Candidate> evolved, List<Candidate> drawn) {
            List<Candidate> best =
                    best(Stream.concat(evolved.stream(), drawn.stream()).toList());
            List<Entrant> entrants = new ArrayList<>();
            for (Candidate each : best.subList(0, Math.min(settings.finalists(), best.size()))) {
                String name = "searched-" + (entrants.size() + 1);
                entrants.add(Entrant.found(name, each.network(), space));
            }
            entrants.add(
                    settings.limitMillis() == null
                            ? Entrant.of(small)
                            : Entrant.ofLatency(small, limitMillis, latencies));
            entrants.add(Entrant.ofLatency(v2, limitMillis, latencies));
            return entrants;
        }

        /** Seed by seed, so that whatever slows the machine down for a while falls on all networks. */
        private List<Contender> train(List<Entrant> entrants) throws IOException {
            double seconds = 60 * settings.minutes() * TRAINING_SHARE / (entrants.size() * settings.seeds());
            Map<Entrant, List<Contender.Run>> runs = new LinkedHashMap<>();
            entrants.forEach(each -> runs.put(each, new ArrayList<>()));
            for (long seed = settings.seed(); seed < settings.seed() + settings.seeds(); seed++) {
                for (Entrant entrant : entrants) {
                    runs.computeIfAbsent(entrant, first -> new ArrayList<>()).add(train(entrant, seed, seconds));
                }
            }
            List<Double> whole = WholeLatency.millis(
                    entrants.stream()
                            .map(each -> Initialization.torchvision(each.network(), 1))
                            .toList(),
                    input);
            List<Contender> contenders = new ArrayList<>();
            for (int i = 0; i < entrants.size(); i++) {
                Entrant each = entrants.get(i);
                double millisWhole = whole.get(i);
                Summary summary = Summary.of(each.network(), input.height(), input.width());
                contenders.add(new Contender(
                        each.name(),
                        each.found(),
                        each.width(),
                        latencies.applyAsDouble(each.network()),
                        measured.of("whole_millis/" + each.name(), () -> millisWhole),
                        summary.multiplyAdds(),
                        summary.parameters(),
                        runs.getOrDefault(each, List.of())));
            }
            return contenders;
        }

        /** How the time on the clock went by while the super-network was trained, beside what one thread alone would have worked. */
        private double secondsPerProcessorSecond() {
            double seconds = 0;
            for (int epoch = 1; epoch <= superLength.epochs(); epoch++) {
                seconds += measured.of("seconds/super_network/" + epoch, () -> Double.NaN);
            }
            return seconds / (superLength.images() * processorPace);
        }

        private Contender.Run train(Entrant entrant, long seed, double seconds) throws IOException {
            Parameters start = Initialization.torchvision(entrant.network(), seed);
            double processor = measured.of(
                    "processor_seconds_per_image/" + entrant.name(),
                    () -> Pace.processorSecondsPerImage(start, options, input, data.examples()));
            RunLength length = RunLength.of(
                    seconds,
                    processor * secondsPerProcessorSecond(),
                    data.examples().size(),
                    options.batchSize());
            String run = entrant.name() + "-" + seed;
            if (!measured.has("top1/" + run)) {
                long begin = System.nanoTime();
                Path place = Files.createDirectories(folder.resolve("trained").resolve(run));
                Path checkpoint = place.resolve("checkpoint.safetensors");
                TrainerOptions seeded = length.applyTo(options).with(change -> change.seed(seed));
                Trainer.Result result = Trainer.ofClassifiers(seeded)
                        .withCheckpoints(checkpoint, isResumed)
                        .train(start, input, data.examples(), data.heldOut(), epoch -> {});
                entrant.model(result.parameters(), preprocessing, data.classes())
                        .save(place);
                double took = (System.nanoTime() - begin) * 1e-9;
                double top1 = top1(result.parameters(), data.test());
                measured.put(Map.of(
                        "top1/" + run, top1, "held_out/" + run, result.best().accuracy(), "seconds/" + run, took));
                Files.deleteIfExists(checkpoint);
                listener.onNote(String.format(
                        Locale.ROOT,
                        "trained %s, seed %d: %.2f %% of the test images, %,d images shown in %.0f s",
                        entrant.name(),
                        seed,
                        100 * top1,
                        length.images(),
                        took));
            }
            return new Contender.Run(
                    seed,
                    measured.of("held_out/" + run, () -> Double.NaN),
                    measured.of("top1/" + run, () -> Double.NaN),
                    length.images(),
                    measured.of("seconds/" + run, () -> Double.NaN));
        }
    }
}
