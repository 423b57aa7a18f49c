package org.mobilenet4j.compression;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.PruneChannels;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * What a model loses without a tenth of the expanded channels of every block, the least important or drawn ones, and nothing
 * trained: {@code TenthOfChannels MODEL DATA}. The figures of {@code docs/compression.md}.
 */
final class TenthOfChannels {
    private static final double SHARE = 0.1;
    private static final int SCORED = 512;
    private static final int NORM_BATCHES = 16;

    private TenthOfChannels() {}

    @SuppressWarnings("SystemOut")
    public static void main(String... args) throws IOException {
        Model model = Models.open(Path.of(args[0]));
        ImageReader reader = new ImageReader(2);
        try (ImageFolder data = ImageFolder.open(Path.of(args[1]))) {
            TuningImages images = TuningImages.read(model, Split.of(data, 0.2, 1), reader, WorkflowListener.NONE);
            FineTuning tuning = new FineTuning(model, images, TrainerOptions.FINE_TUNING, null, reader.workers());
            double whole = tuning.judge(model.parameters(), images.validation()).score();
            System.out.printf(Locale.ROOT, "whole model: top-1 %.4f%n", whole);
            for (long seed = 1; seed <= 5; seed++) {
                ChannelMeasurement measured = ChannelMeasurement.of(
                        model.parameters(),
                        tuning.input(),
                        ExampleSubset.drawn(images.unchanged(), SCORED, seed),
                        reader.workers());
                for (Criterion criterion : List.of(Criterion.TAYLOR, Criterion.MAGNITUDE, Criterion.RANDOM)) {
                    Parameters smaller = without(model, measured, criterion, seed);
                    double asItIs = tuning.judge(smaller, images.validation()).score();
                    double renormalized = tuning.judge(tuning.renormalized(smaller, NORM_BATCHES), images.validation())
                            .score();
                    System.out.printf(
                            Locale.ROOT,
                            "seed %d, %s: lost %.2f points, %.2f with norms measured anew%n",
                            seed,
                            criterion,
                            100 * (whole - asItIs),
                            100 * (whole - renormalized));
                }
            }
        }
    }

    private static Parameters without(Model model, ChannelMeasurement measured, Criterion criterion, long seed) {
        Map<ChannelGroup, int[]> kept = new LinkedHashMap<>();
        for (ChannelScores scores : measured.groups()) {
            if (scores.group().isExpansion()) {
                int channels = scores.group().channels();
                int removed = (int) Math.round(SHARE * channels);
                int[] ranking = ChannelScores.ranked(scores.of(criterion, seed));
                kept.put(scores.group(), ChannelScores.first(ranking, channels - removed));
            }
        }
        return PruneChannels.of(model.parameters(), kept);
    }
}
