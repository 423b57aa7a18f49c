package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
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
import org.mobilenet4j.workflow.Embeddings.Neighbour;
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
        return opened.nearest(vector, query.top, label, themselves);
    }

    private void show(ImageIndex opened, List<Hit> hits, Query query, Output output) throws IOException {
        Report report = output.report();
        if (query.page != null) {
            List<IndexedImage> images = hits.stream().map(Hit::image).toList();
            try (IndexedImages shown = new IndexedImages(images)) {
                FoundImages found = new FoundImages(
                        query.like,
                        shown,
                        IntStream.range(0, hits.size())
                                .mapToObj(i -> new Neighbour(
                                        images.get(i).path(), i, hits.get(i).distance()))
                                .toList());
                String model = Wording.shortName(opened.origin().model());
                SearchReport page = query.like.isEmpty()
                        ? new SearchReport(
                                "Images of " + label,
                                "The most typical first: nearest to the mean of all by what " + model
                                        + " sees in them.",
                                decoder(),
                                found)
                        : SearchReport.like(model, decoder(), found);
                page.write(query.page);
            }
        }
        report.results(FOUND, hits.stream().map(FoundLine::of).toList());
    }

    private static ImageDecoder decoder() {
        return new ImageDecoder();
    }

    private void duplicates(ImageIndex opened, Query query, ImageReader reader, Output output) throws IOException {
        if (!(within >= 0 && within <= 2)) {
            throw new InvalidInputException("--within is " + within + ", expected a distance from 0 to 2");
        }
        Report report = output.report();
        List<Pair> pairs;
        try (ConsoleListener listener = new ConsoleListener(report)) {
            listener.onTask("comparing", opened.size());
            pairs = opened.duplicates(within, reader.workers(), listener);
        }
        if (query.page != null) {
            List<IndexedImage> images = new ArrayList<>();
            List<Neighbour> both = new ArrayList<>();
            for (Pair pair : pairs) {
                for (IndexedImage each : List.of(pair.image(), pair.other())) {
                    both.add(new Neighbour(each.path(), images.size(), pair.distance()));
                    images.add(each);
                }
            }
            try (IndexedImages shown = new IndexedImages(images)) {
                new SearchReport(
                                "Images that are all but the same",
                                String.format(
                                        Locale.ROOT, "%,d pairs at a distance of at most %s.", pairs.size(), within),
                                decoder(),
                                new FoundImages(List.of(), shown, both))
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
