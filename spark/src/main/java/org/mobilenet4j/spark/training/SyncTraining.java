package org.mobilenet4j.spark.training;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.doctor.Workload;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.model.SharedModel;
import org.mobilenet4j.spark.ranks.Patience;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.LabelledNames;
import org.mobilenet4j.workflow.NetworkFitting;
import org.mobilenet4j.workflow.TrainingAccount;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.WorkflowListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag$;

/**
 * A whole network, trained by ranks in step: tasks of one barrier stage, which hold a shard of the images each, compute their
 * part of every batch and add up their gradients. With the statistics of whole batches, so many ranks of one thread come to
 * the bits of one process of so many threads that learns from the same shards ({@link Sampler.Sharded}).
 *
 * <p>Where a rank is lost, all are begun again from the latest checkpoint: Spark does not retry such a stage by itself. Where
 * the driver is lost, the same training goes on from there when it is run again. At the end there are no checkpoints left.
 *
 * @param start the model to begin from; its classifier is replaced where there are other classes
 * @param plans its batches are whole ones, over all ranks; its threads those of each rank
 * @param checkpoints a folder of a file system that executors and driver reach, for this run alone; empty for none, and to
 *     begin at the beginning when a rank is lost
 * @param restarts how often ranks are begun again without having come further
 */
public record SyncTraining(
        Model start, NetworkPlans plans, int ranks, Optional<String> checkpoints, int restarts, Patience patience) {
    /** As often as Spark tries a stage. */
    public static final int RESTARTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(SyncTraining.class);

    /** What is the same at every attempt, as the stage's failure tells it. */
    private static final Pattern LASTING = Pattern.compile("(?:" + Pattern.quote(InvalidInputException.class.getName())
            + "|" + Pattern.quote(DivergedException.class.getName())
            + "|java\\.lang\\.IllegalArgumentException): (.*)");

    /**
     * Checks what can be said before anything runs.
     *
     * @throws InvalidInputException if the model is no classifier, or the plan cannot be spread over so many ranks
     */
    public SyncTraining {
        start.require(Task.ImageClassification.class, "a classifier of images");
        NetworkPlan plan = plans.plan();
        TrainerOptions options = plan.options();
        if (ranks < 1) {
            throw new InvalidInputException("ranks is " + ranks + "; expected at least 1");
        }
        if (options.batchSize() % ranks != 0) {
            throw new InvalidInputException("batchSize is " + options.batchSize() + "; expected a multiple of the "
                    + ranks + " ranks, such as " + ranks * Math.ceilDiv(options.batchSize(), ranks));
        }
        if (!options.sampler().equals(new Sampler.Repeated(1)) || plan.whitensStem()) {
            throw new InvalidInputException(
                    "the plan has " + options.sampler()
                            + (plan.whitensStem() ? " and whitens the stem" : "")
                            + "; training in step shows every image once an epoch and begins from the weights that it is given");
        }
    }

    /** What this asks of the cluster, for the doctor. */
    public Workload workload() {
        TrainerOptions options = plans.plan().options();
        return Workload.inStep(ranks, options.threads())
                .withRankBytes(rankBytes(start, Math.ceilDiv(options.batchSize(), ranks)));
    }

    /** About what a rank keeps for so many images of a batch, and of the weights: themselves, their best, gradients, momentum. */
    private static long rankBytes(Model start, int images) {
        Network network = start.network();
        Shapes shapes = Shapes.of(
                network, start.inputShape().height(), start.inputShape().width());
        long floats = network.nodes().stream()
                .mapToLong(node -> shapes.of(node.location()).length())
                .sum();
        long weights = start.parameters().tensors().values().stream()
                .mapToLong(tensor -> tensor.data().length)
                .sum();
        return Float.BYTES * (images * floats + 4 * weights);
    }

    /**
     * Trains.
     *
     * @param reading as {@link LabelledRows#reading} makes it
     * @param listener told of epochs and steps as they become known, some seconds late, on a thread of Spark's
     * @throws InvalidInputException if the cluster is not fit for it, or of a class no image can be read
     * @throws DivergedException if the loss is not finite, or that of the best epoch far above that of guessing
     * @throws IOException if checkpoints cannot be read or removed
     */
    public TrainedOnCluster run(LabelledRows rows, ImageReading reading, WorkflowListener listener) throws IOException {
        long begin = System.nanoTime();
        CheckedCluster.require(rows.session(), workload(), listener);
        rows.validation().warnOfMissingClasses(listener);
        NetworkPlan plan = plans.plan();
        Model begun = new NetworkFitting(start, plan).begin(rows.classes());
        List<RankOutcome> outcomes = attempts(rows, reading, SharedModel.of(begun, rows.session()), listener);
        RankOutcome.Trained trained = Objects.requireNonNull(outcomes.getFirst().trained());
        Epoch best = trained.best().epoch();
        DivergedException.require(best, rows.classes().size());
        List<SkippedImage> skipped = skipped(outcomes, true, rows.train());
        skipped.addAll(skipped(outcomes, false, rows.validation()));
        skipped.forEach(listener::onSkipped);
        int trainImages = outcomes.stream().mapToInt(RankOutcome::trainImages).sum();
        int validationImages =
                outcomes.stream().mapToInt(RankOutcome::validationImages).sum();
        TrainingAccount account = new TrainingAccount(
                rows.train().source(),
                rows.validation().source(),
                plan,
                trainImages,
                validationImages,
                skipped,
                trained.epochs(),
                best,
                best.accuracy(),
                (System.nanoTime() - begin) * 1e-9,
                plan.options().threads());
        Model model = Models.open(new ByteArrayInputStream(trained.zip()), "model.zip")
                .withRun(account.entries());
        if (checkpoints.isPresent()) {
            checkpoints(rows.session().sparkContext()).remove();
        }
        return new TrainedOnCluster(model, best, trained.epochs(), trainImages, validationImages, skipped);
    }

    private List<RankOutcome> attempts(
            LabelledRows rows, ImageReading reading, SharedModel begun, WorkflowListener listener) throws IOException {
        SparkContext context = rows.session().sparkContext();
        String name = "mobilenet4j progress " + Long.toHexString(new SecureRandom().nextLong());
        ProgressListener progress = new ProgressListener(name, listener);
        context.addSparkListener(progress);
        try {
            int left = restarts;
            Optional<String> latest = latest(context);
            while (true) {
                Progress told = new Progress();
                context.register(told, name);
                try {
                    List<RankOutcome> outcomes = attempt(rows, reading, begun, told);
                    told.value().forEach(progress::tell);
                    return outcomes;
                } catch (Exception e) { // Scala's are not declared
                    refuseWhatLasts(e);
                    if (context.isStopped() || String.valueOf(e.getMessage()).contains("cancelled")) {
                        throw e;
                    }
                    Optional<String> reached = latest(context);
                    left = reached.equals(latest) ? left - 1 : restarts;
                    latest = reached;
                    if (left < 0) {
                        throw e;
                    }
                    LOG.warn(
                            "ranks are begun again {}: {}",
                            reached.map(from -> "from " + from).orElse("at the beginning"),
                            firstLine(e));
                }
            }
        } finally {
            context.removeSparkListener(progress);
        }
    }

    private Optional<String> latest(SparkContext context) throws IOException {
        return checkpoints.isEmpty() ? Optional.empty() : checkpoints(context).latest();
    }

    private Checkpoints checkpoints(SparkContext context) throws IOException {
        return Checkpoints.in(checkpoints.orElseThrow(), context.hadoopConfiguration());
    }

    private List<RankOutcome> attempt(LabelledRows rows, ImageReading reading, SharedModel begun, Progress told) {
        RankTask.Orders orders = new RankTask.Orders(
                begun, plans, reading, checkpoints.orElse(null), patience, new SecureRandom().nextLong(), told);
        List<RankOutcome> outcomes = new ArrayList<>(rows.shards(ranks)
                .rdd()
                .barrier()
                .mapPartitions(new RankTask(orders), false, ClassTag$.MODULE$.apply(RankOutcome.class))
                .toJavaRDD()
                .collect());
        outcomes.sort(Comparator.comparingInt(RankOutcome::rank));
        return outcomes;
    }

    private static void refuseWhatLasts(Exception failure) {
        Matcher lasting = LASTING.matcher(String.valueOf(failure.getMessage()));
        if (lasting.find()) {
            if (lasting.group().startsWith(DivergedException.class.getName())) {
                throw new DivergedException(lasting.group(1));
            }
            throw new InvalidInputException(lasting.group(1), failure);
        }
    }

    /** What a stage failed of: the first line that names a rank, or else the first of all. */
    private static @Nullable String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> line.contains("rank "))
                .findFirst()
                .orElseGet(() ->
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
    }

    private static List<SkippedImage> skipped(List<RankOutcome> outcomes, boolean isTrain, LabelledNames names) {
        List<SkippedImage> skipped = new ArrayList<>();
        outcomes.stream()
                .flatMap(outcome -> outcome.skipped().stream())
                .filter(image -> image.isTrain() == isTrain)
                .sorted(Comparator.comparingInt(RankOutcome.Skipped::index))
                .forEach(image -> skipped.add(
                        new SkippedImage(names.samples().get(image.index()).name(), image.reason())));
        return skipped;
    }
}
