package org.mobilenet4j.spark.training;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.io.TemporaryFolder;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.model.SharedModel;
import org.mobilenet4j.spark.ranks.Patience;
import org.mobilenet4j.spark.ranks.RankLostException;
import org.mobilenet4j.spark.ranks.SocketRanks;
import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.weights.StoredPrecision;
import org.mobilenet4j.workflow.NetworkFitting;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** One rank of a training in step: it reads its shard, meets the others, and trains with them. */
final class RankTask extends AbstractFunction1<scala.collection.Iterator<Row>, scala.collection.Iterator<RankOutcome>>
        implements Serializable {
    private static final long serialVersionUID = 1;

    /** So long the others do not notice that this one has failed, lest the driver hears from them first. */
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    /**
     * What all ranks are told.
     *
     * @param start the model to begin from, with a classifier for the classes
     * @param checkpoints the folder of the checkpoints; null for none
     * @param token of this attempt
     */
    record Orders(
            SharedModel start,
            NetworkPlans plans,
            ImageReading reading,
            @Nullable String checkpoints,
            Patience patience,
            long token,
            Progress progress)
            implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private final Orders orders;

    RankTask(Orders orders) {
        this.orders = orders;
    }

    @Override
    public scala.collection.Iterator<RankOutcome> apply(scala.collection.Iterator<Row> rows) {
        BarrierTaskContext context = BarrierTaskContext.get();
        int rank = context.partitionId();
        String address = context.getTaskInfos()[rank].address();
        String host = address.substring(0, address.lastIndexOf(':'));
        try {
            SocketRanks ranks = SocketRanks.meet(
                    rank,
                    host,
                    texts -> List.of(context.allGather(texts.getFirst())),
                    orders.token,
                    orders.patience,
                    context::isInterrupted);
            try {
                RankOutcome outcome = learn(CollectionConverters.asJava(rows), ranks);
                ranks.leave();
                ranks.close();
                return CollectionConverters.asScala(List.of(outcome).iterator());
            } catch (RankLostException e) {
                ranks.close();
                throw e;
            } catch (IOException | RuntimeException | Error e) {
                ranks.closeIn(HEAD_START);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("rank " + rank + " at " + host + ": " + e.getMessage(), e);
        }
    }

    private RankOutcome learn(Iterator<Row> rows, Ranks ranks) throws IOException {
        Model start = orders.start.running().model();
        NetworkFitting fitting = new NetworkFitting(start, orders.plans.plan());
        try (ShardImages images = ShardImages.read(rows, orders.reading, fitting);
                TemporaryFolder folder = TemporaryFolder.of("mobilenet4j-rank")) {
            ShardExamples train = ShardExamples.of(images.train(), ranks);
            ShardExamples validation = ShardExamples.of(images.validation(), ranks);
            ShardSizes.require(train.sizes(), train.labels(), validation.size(), start.labels());
            Trainer.Result result =
                    train(fitting, train, validation, folder.path().resolve("checkpoint"), ranks);
            RankOutcome.Trained trained = ranks.rank() > 0
                    ? null
                    : new RankOutcome.Trained(
                            zip(start.withParameters(result.parameters()), folder.path()),
                            Progress.Event.of(result.best()),
                            result.epochs());
            return new RankOutcome(
                    ranks.rank(), images.train().size(), images.validation().size(), images.skipped(), trained);
        }
    }

    private Trainer.Result train(
            NetworkFitting fitting, ShardExamples train, ShardExamples validation, Path file, Ranks ranks)
            throws IOException {
        TrainerOptions options = fitting.plan().options();
        TrainerOptions sharded = ranks.count() == 1
                ? options
                : options.with(change -> change.sampler(new Sampler.Sharded(train.sizes(), options.batchSize())));
        Trainer<Integer> trainer = Trainer.ofClassifiers(sharded, ranks);
        Optional<Checkpoints> checkpoints = orders.checkpoints == null
                ? Optional.empty()
                : Optional.of(Checkpoints.in(orders.checkpoints, hadoop()));
        if (checkpoints.isPresent()) {
            checkpoints.get().read(file);
            ranks.gather(new double[0]); // none is written before all have read
            trainer = trainer.withCheckpoints(file, true);
        }
        Model start = fitting.start();
        return trainer.train(start.parameters(), start.inputShape(), train, validation, new TrainingListener() {
            @Override
            public void onResume(List<Epoch> finished) {
                tell(finished.stream().map(Progress.Event::of).toList());
            }

            @Override
            public void onStep(Step step) {
                tell(List.of(Progress.Event.of(step)));
            }

            @Override
            public void onEpoch(Epoch epoch) {
                tell(List.of(Progress.Event.of(epoch)));
                if (checkpoints.isPresent() && ranks.rank() == 0) {
                    try {
                        checkpoints.get().write(file, epoch.epoch());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }

            private void tell(List<Progress.Event> events) {
                if (ranks.rank() == 0) {
                    events.forEach(orders.progress::add);
                }
            }
        });
    }

    private Configuration hadoop() {
        return orders.reading.configuration().value().value();
    }

    private static byte[] zip(Model model, Path folder) throws IOException {
        Path file = folder.resolve("model.zip");
        model.saveZip(file, StoredPrecision.FLOAT32);
        return Files.readAllBytes(file);
    }
}
