package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.index.ImageIndex;
import org.mobilenet4j.index.ImageIndex.Hit;
import org.mobilenet4j.index.ImageIndex.Pair;
import org.mobilenet4j.index.IndexedImage;
import org.mobilenet4j.index.IndexedImages;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.report.SearchReport;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.FoundImages;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.ImageSearch;
import picocli.CommandLine.Option;

/** How an index is searched. */
final class IndexSearchFlags {
    private static final Columns<FoundLine> FOUND = new Columns<FoundLine>()
            .number("distance", "%.4f", FoundLine::distance)
            .text("label", FoundLine::label)
            .text("image", FoundLine::file);

    private static final Columns<PairLine> PAIRS = new Columns<PairLine>()
            .number("distance", "%.4f", PairLine::distance)
            .text("image", PairLine::file)
            .text("other", PairLine::other);

    @Option(names = "--index", paramLabel = "DIR", description = "An index to search, which 'index' made.")
    private @Nullable Path index;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = "In an index: only images in folders of this name; without --like, the most typical of them.")
    private @Nullable String label;

    @Option(names = "--duplicates", description = "In an index: pairs of images that are all but the same.")
    private boolean areDuplicatesWanted;

    @Option(
            names = "--within",
            paramLabel = "DISTANCE",
            defaultValue = "0.05",
            description = "How far apart --duplicates are at most (default: ${DEFAULT-VALUE}).")
    private double within = 0.05;

    /**
     * What is asked for beside.
     *
     * @param page to write; null for none
     */
    record Query(
            List<Path> like,
            int top,
            @Nullable String tap,
            @Nullable Path page) {}

    private record FoundLine(String file, String label, long bytes, String modified, double distance) {
        static FoundLine of(Hit hit) {
            IndexedImage image = hit.image();
            return new FoundLine(
                    image.path(),
                    image.label(),
                    image.stamp().bytes(),
                    image.modified().toString(),
                    hit.distance());
        }
    }

    private record PairLine(String file, String other, double distance) {}

    boolean isGiven() {
        return index != null;
    }

    void refuseFiles(List<Path> files) {
        if (!files.isEmpty()) {
            throw new InvalidInputException("--index is searched, and " + files.getFirst()
                    + " is named beside it; add it with 'index', or leave one of them out");
        }
    }

    void refuseWithout() {
        if (label != null || areDuplicatesWanted) {
            throw new InvalidInputException(
                    (label != null ? "--label" : "--duplicates") + " is for an index; name it with --index");
        }
    }

    void search(Query query, IndexedModelFlag model, ImageFlags images, ImageReader reader, Output output)
            throws IOException {
        boolean isByImage = !query.like.isEmpty();
        boolean isByAny = isByImage || label != null;
        if (isByAny == areDuplicatesWanted) {
            throw new InvalidInputException("--index is searched by --like, by --label or by both, or for --duplicates;"
                    + " give one of these");
        }
        LuceneLog.quiet();
        Path folder = Objects.requireNonNull(index);
        try (ImageIndex opened = ImageIndex.open(folder)) {
            if (areDuplicatesWanted) {
                duplicates(opened, query, reader, output);
            } else {
                List<Hit> hits = query.like.isEmpty()
                        ? opened.ofLabel(Objects.requireNonNull(label), query.top)
                        : like(opened, folder, query, model, images, reader, output);
                show(opened, hits, query, output);
            }
        }
    }

    private List<Hit> like(
            ImageIndex opened,
            Path folder,
            Query query,
            IndexedModelFlag named,
            ImageFlags images,
            ImageReader reader,
            Output output)
            throws IOException {
        IndexedModelFlag.Opened model = named.open(folder, query.tap, output);
        ImageEmbedding embedding = new ImageEmbedding(
                images.oriented(model.model(), output.report()), model.origin().tap(), reader);
        opened.require(model.origin(embedding.model()));
        Set<String> themselves = new HashSet<>();
        query.like.forEach(
                each -> themselves.add(each.toAbsolutePath().normalize().toString()));
        float[] vector = new ImageSearch(embedding, query.top).vector(query.like);
        long begin = System.nanoTime();
        List<Hit> hits = opened.nearest(vector, query.top, label, themselves);
        output.report()
                .note(String.format(
                        Locale.ROOT,
                        "searched %,d images in %.1f ms",
                        opened.size(),
                        (System.nanoTime() - begin) * 1e-6));
        return hits;
    }

    private void show(ImageIndex opened, List<Hit> hits, Query query, Output output) throws IOException {
        if (query.page != null) {
            try (IndexedImages shown = IndexedImages.of(hits)) {
                FoundImages found = shown.found(query.like);
                String model = Wording.shortName(opened.origin().model());
                SearchReport page = query.like.isEmpty()
                        ? new SearchReport(
                                "Images of " + label,
                                "The most typical first: nearest to the mean of all by what " + model
                                        + " sees in them.",
                                new ImageDecoder(),
                                found)
                        : SearchReport.like(model, new ImageDecoder(), found);
                page.write(query.page);
            }
        }
        output.report().results(FOUND, hits.stream().map(FoundLine::of).toList());
    }

    private void duplicates(ImageIndex opened, Query query, ImageReader reader, Output output) throws IOException {
        if (!(within >= 0 && within <= 2)) {
            throw new InvalidInputException("--within is " + within + ", expected a distance from 0 to 2");
        }
        Report report = output.report();
        long begin = System.nanoTime();
        List<Pair> pairs;
        try (ConsoleListener listener = new ConsoleListener(report)) {
            listener.onTask("comparing", opened.size());
            pairs = opened.duplicates(within, reader.workers(), listener);
        }
        report.note(String.format(
                Locale.ROOT,
                "%,d searches among as many images in %.1f s",
                opened.size(),
                (System.nanoTime() - begin) * 1e-9));
        if (query.page != null) {
            try (IndexedImages shown = IndexedImages.ofPairs(pairs)) {
                new SearchReport(
                                "Images that are all but the same",
                                String.format(
                                        Locale.ROOT, "Pairs at a distance of at most %s: %,d.", within, pairs.size()),
                                new ImageDecoder(),
                                shown.found(List.of()))
                        .pairs()
                        .write(query.page);
            }
        }
        report.results(
                PAIRS,
                pairs.stream()
                        .map(pair ->
                                new PairLine(pair.image().path(), pair.other().path(), pair.distance()))
                        .toList());
    }
}
