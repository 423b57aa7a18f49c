package org.mobilenet4j.report.papers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.report.Element;
import org.mobilenet4j.report.InlineImage;
import org.mobilenet4j.report.LineChart;
import org.mobilenet4j.report.Page;
import org.mobilenet4j.report.papers.Claim.Verdict;
import org.mobilenet4j.report.papers.SpiralDrawing.Curve;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * The papers' claims on one page: what each says, what came out here, whether it held. All but the trainings is computed
 * and measured anew, in about three minutes of a machine that does nothing else.
 */
public final class PapersReport {
    private static final String V1 = "MobileNetV1";
    private static final String V2 = "MobileNetV2";
    private static final String V3 = "MobileNetV3";
    private static final int SPIRAL_SEEDS = 1000;
    private static final int DRAWN_SEED = 3;

    /** What a reader should know before each claim that takes training, in their order. */
    private static final List<String> TRAINED_EXPLANATIONS = List.of(
            "A depthwise kernel is a small pattern that one channel is searched for. If its weights shrink to nothing, the"
                    + " channel says the same of every image. A kernel counts as dead here if it is smaller than a"
                    + " twentieth of its layer's root mean square, batch norm included. What shrinks them is weight decay,"
                    + " step by step, where a channel has no gradient: in the few hundred steps of these trainings, by"
                    + " about a tenth.",
            "MobileNetV2's block widens a narrow map, filters it, and narrows it again to a bottleneck. Behind the last step"
                    + " there is no ReLU: it is linear.",
            "A shortcut adds what went into a block to what comes out, so that a block only has to learn a difference.",
            "Older networks put shortcuts between their wide maps; MobileNetV2 inverts that, hence inverted residuals. In the"
                    + " network compared with, what a block expands to is added to what the block before filtered, where"
                    + " the two have one shape: fewer places than between the narrow ends.",
            "ReLU6 is ReLU with an upper end: nothing is larger than 6. A phone likes to compute with eight bits, 256 levels for"
                    + " all of a map's values, which lie closer together if no value is far out.");

    /** Every claim in a line. */
    public static final Columns<Claim> CLAIMS = new Columns<Claim>()
            .text("claim", Claim::title)
            .text("source", Claim::source)
            .text("what came out", claim -> claim.verdict().toString());

    private static final Columns<MeasuredNetwork> NETWORKS = new Columns<MeasuredNetwork>()
            .text("network", network -> network.published().kind())
            .number("width", "%.2f", network -> network.published().width())
            .number("px", "%d", network -> network.published().resolution())
            .figure("top-1*", network -> percent(network.published().top1()))
            .number("M multiply-adds*", "%.0f", network -> network.published().millionMultiplyAdds())
            .number("computed", "%.1f", network -> network.multiplyAdds() * 1e-6)
            .number("M parameters*", "%.2f", network -> network.published().millionParameters())
            .number("computed", "%.2f", network -> network.parameters() * 1e-6)
            .number("MB", "%.1f", network -> network.parameters() * 4e-6)
            .number("ms here", "%.2f", MeasuredNetwork::millis);

    private static final Columns<SeparableConvolution> SEPARABLE = new Columns<SeparableConvolution>()
            .text(
                    "layer",
                    layer -> layer.inChannels() + " to " + layer.outChannels() + " channels, " + layer.resolution()
                            + " px")
            .figure("1/N + 1/9", layer -> percent(layer.formula()))
            .figure("multiply-adds", layer -> percent(layer.multiplyAddsShare()))
            .number("dense, ms", "%.2f", SeparableConvolution::denseMillis)
            .number("separable, ms", "%.2f", SeparableConvolution::separableMillis)
            .figure("time", layer -> percent(layer.timeShare()));

    private static final Columns<MapMemory> MEMORY = new Columns<MapMemory>()
            .text("network", MapMemory::network)
            .figure("widest maps", memory -> kilobytes(memory.largestWidth()))
            .figure("ends of blocks", memory -> kilobytes(memory.largestEnds()))
            .figure("layer by layer", memory -> kilobytes(memory.layerByLayerBytes()))
            .figure("planned by this engine", memory -> kilobytes(memory.plannedBytes()));

    private final List<SpiralLoss> spiral;
    private final List<MeasuredNetwork> networks;
    private final ParameterCounts counts = ParameterCounts.compute();
    private final List<SeparableConvolution> separable;
    private final List<MapMemory> memory;
    private final StudyResults study;
    private final boolean isStudyStored;

    PapersReport(
            List<SpiralLoss> spiral,
            List<MeasuredNetwork> networks,
            List<SeparableConvolution> separable,
            List<MapMemory> memory,
            StudyResults study,
            boolean isStudyStored) {
        this.spiral = List.copyOf(spiral);
        this.networks = List.copyOf(networks);
        this.separable = List.copyOf(separable);
        this.memory = List.copyOf(memory);
        this.study = study;
        this.isStudyStored = isStudyStored;
    }

    /**
     * Computes and measures.
     *
     * @param study what the trainings came to
     * @param isStudyStored whether that is what comes with the library
     */
    public static PapersReport measured(StudyResults study, boolean isStudyStored, WorkflowListener listener) {
        List<MeasuredNetwork> networks = new ArrayList<>();
        for (PublishedNetwork published : PublishedNetwork.all()) {
            MeasuredNetwork measured = MeasuredNetwork.of(published);
            networks.add(measured);
            listener.onNote(String.format(Locale.ROOT, "%s: %.2f ms", published.name(), measured.millis()));
        }
        return new PapersReport(
                SpiralLoss.DIMENSIONS.stream()
                        .map(n -> SpiralLoss.of(n, SPIRAL_SEEDS))
                        .toList(),
                networks,
                SeparableConvolution.measured(),
                List.of(
                        MapMemory.of("V1", MobileNet.MOBILENET_V1),
                        MapMemory.of("V2", MobileNet.MOBILENET_V2),
                        MapMemory.of("V3-Large", MobileNet.MOBILENET_V3_LARGE)),
                study,
                isStudyStored);
    }

    /** Every claim, in the order of the page. */
    public List<Claim> claims() {
        return List.of(
                spiralClaim(),
                costClaim(),
                curveClaim("V1", "V2", V2 + ", figure 5"),
                curveClaim("V2", "V3", V3 + ", figure 1"),
                countClaim(),
                separableClaim(),
                memoryClaim(),
                deadClaim(),
                ablationClaim(
                        "Bottlenecks should be linear",
                        "ReLU6 behind the narrow layers hurts, since it destroys what few channels hold.",
                        Ablation.RELU_BOTTLENECKS),
                ablationClaim(
                        "Shortcuts belong between the bottlenecks: beside none",
                        "Without shortcuts, deep networks of these blocks learn worse.",
                        Ablation.NO_SHORTCUTS),
                ablationClaim(
                        "Shortcuts belong between the bottlenecks: beside the wide maps",
                        "Shortcuts between the narrow ends work better than those between the expanded maps.",
                        Ablation.SHORTCUTS_BETWEEN_EXPANSIONS),
                clampClaim());
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole page. */
    public Page page() {
        List<Claim> claims = claims();
        Page page = new Page(
                "The MobileNet papers, computed",
                "What three papers say, and what comes out when it is done again: on " + StudyResults.machine(1));
        page.section(
                "At a glance",
                "A MobileNet is a network for images that is made to be small and fast. Three papers made it so, step by"
                        + " step: MobileNetV1 (Howard et al. 2017, arXiv 1704.04861), MobileNetV2 (Sandler et al. 2018,"
                        + " arXiv 1801.04381) and MobileNetV3 (Howard et al. 2019, arXiv 1905.02244). Here is what they"
                        + " claim, in the order of this page, and whether it held when this library computed it.");
        page.table(CLAIMS, claims);
        spiralSection(page, claims.get(0));
        curves(page, claims.subList(1, 4));
        claim(
                page,
                claims.get(4),
                "People who count MobileNetV2's parameters come to one of two numbers. The paper's table 2 gives the first"
                        + " block an expansion by 1. Taken literally, that is one more layer.");
        separableSection(page, claims.get(5));
        memorySection(page, claims.get(6));
        trainings(page, claims.subList(7, 12));
        return page;
    }

    private static void claim(Page page, Claim claim, String explanation) {
        page.section(claim.title(), explanation);
        page.text("The paper (" + claim.source() + "): " + claim.says());
        page.text("Here: " + claim.found());
        page.text("What came out: " + claim.verdict() + ".");
    }

    private Claim spiralClaim() {
        SpiralLoss first = spiral.getFirst();
        SpiralLoss last = spiral.getLast();
        boolean isLostEarly = first.collapsed().mean() > 0.5;
        boolean isKeptLate = last.collapsed().mean() < 0.001;
        return new Claim(
                "ReLU destroys what few channels hold",
                V2 + ", section 3.2, figure 1",
                "A flat spiral is put into n dimensions, passed through ReLU and brought back. With n = 2 or 3,"
                        + " points fall onto one another; with 15 or 30 the spiral survives.",
                String.format(
                        Locale.ROOT,
                        "Over %,d random embeddings each, %s of the points are lost with n = %d, %s with n = %d.",
                        SPIRAL_SEEDS,
                        first.collapsed().percent(),
                        first.dimensions(),
                        last.collapsed().percent(),
                        last.dimensions()),
                isLostEarly && isKeptLate ? Verdict.HELD : Verdict.NOT_HELD);
    }

    private void spiralSection(Page page, Claim claim) {
        claim(
                page,
                claim,
                "An activation such as ReLU sets negative numbers to zero. What a network knows of an image lies on something"
                        + " flat in a space of many channels; this experiment asks how much of it survives. Colours run"
                        + " along the spiral.");
        double[][] points = SpiralLoss.spiral();
        List<Curve> curves = new ArrayList<>();
        curves.add(new Curve("the spiral", points));
        for (int n : SpiralLoss.DIMENSIONS) {
            curves.add(new Curve("n = " + n, SpiralLoss.throughRelu(points, SpiralLoss.matrix(n, DRAWN_SEED))));
        }
        page.wide(SpiralDrawing.of(curves));
        page.text(
                "Lost are points of which fewer than two coordinates are positive: their neighbours fall onto a line or a"
                        + " point, and nothing brings them back. For random embeddings that can be counted: (n + 1) / 2^n."
                        + " The last column is what of the points' variance the best affine map of what came back leaves"
                        + " unexplained: it also counts what is bent, not only what is lost.");
        page.table(
                new Columns<SpiralLoss>()
                        .number("dimensions", "%d", SpiralLoss::dimensions)
                        .figure("lost", loss -> loss.collapsed().percent())
                        .figure("(n + 1) / 2^n", loss -> percent(loss.expectedCollapsed()))
                        .figure("unexplained", loss -> loss.residual().percent()),
                spiral);
    }

    private Claim costClaim() {
        List<String> others = networks.stream()
                .filter(each -> !each.hasPublishedMultiplyAdds())
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s (%.0f published, %.1f computed)",
                        each.published().name(),
                        each.published().millionMultiplyAdds(),
                        each.multiplyAdds() * 1e-6))
                .toList();
        return new Claim(
                "Width and resolution set the cost",
                V1 + ", sections 3.3 and 3.4; " + V2 + ", section 6.1",
                "Two numbers, the width multiplier and the resolution, give a family of networks from 11 to 582 million"
                        + " multiply-adds.",
                String.format(
                        Locale.ROOT,
                        "Of %d published networks, the multiply-adds of %d are ours, to a million or 1 %%.%s",
                        networks.size(),
                        networks.size() - others.size(),
                        others.isEmpty() ? "" : " The others are " + String.join("; ", others) + "."),
                others.isEmpty() ? Verdict.HELD : Verdict.IN_PART);
    }

    /** Whether the later network is better: for each network of the earlier, one as fast and at least as accurate. */
    private Claim curveClaim(String earlier, String later, String source) {
        List<MeasuredNetwork> older = series(earlier);
        List<MeasuredNetwork> newer = series(later);
        long beaten = older.stream()
                .filter(old -> newer.stream()
                        .anyMatch(young -> young.millis() <= old.millis()
                                && young.published().top1() >= old.published().top1()))
                .count();
        long comparable = older.stream()
                .filter(old -> newer.stream().anyMatch(young -> young.millis() <= old.millis()))
                .count();
        return new Claim(
                later + " is better than " + earlier + " at equal latency",
                source,
                "At the same time on a phone, " + later + " is more accurate than " + earlier + ".",
                String.format(
                        Locale.ROOT,
                        "On one thread of this machine, for %d of %d %s networks there is a published %s network that is no"
                                + " slower and at least as accurate; %d are faster than every %s.",
                        beaten,
                        older.size(),
                        earlier,
                        later,
                        older.size() - comparable,
                        later),
                comparable == 0
                        ? Verdict.NOT_SHOWN
                        : beaten == comparable ? Verdict.HELD : beaten > 0 ? Verdict.IN_PART : Verdict.NOT_HELD);
    }

    private List<MeasuredNetwork> series(String name) {
        return networks.stream()
                .filter(each -> each.published().series().equals(name))
                .toList();
    }

    private void curves(Page page, List<Claim> claims) {
        claim(
                page,
                claims.get(0),
                "A multiply-add is one multiplication and the addition behind it: the unit in which the work of a network is"
                        + " counted. The width multiplier makes every layer narrower; the resolution is that of the image.");
        for (Claim each : claims.subList(1, 3)) {
            page.text(each.title() + " (" + each.source() + "): " + each.found() + " What came out: " + each.verdict()
                    + ".");
        }
        LineChart byTime = new LineChart("ms for an image, one thread", "top-1, published").percent();
        LineChart byWork = new LineChart("million multiply-adds", "top-1, published").percent();
        for (String name : List.of("V1", "V2", "V3")) {
            line(byTime, name, MeasuredNetwork::millis);
            line(byWork, name, each -> each.multiplyAdds() * 1e-6);
        }
        page.charts(
                Page.captioned("Accuracy by latency, the best of each family", byTime.toElement()),
                Page.captioned("Accuracy by work, the best of each family", byWork.toElement()));
        page.text(
                "* as published. Accuracies are those that the authors publish with their weights (tensorflow/models, research/slim/nets:"
                        + " mobilenet_v1.md and mobilenet/README.md); nothing was trained on ImageNet here. Published parameters"
                        + " leave out what ours count, such as biases and the scales of batch norm, or round.");
        page.table(NETWORKS, networks);
    }

    private void line(LineChart chart, String series, ToDoubleFunction<MeasuredNetwork> cost) {
        List<MeasuredNetwork> best = new ArrayList<>();
        double top = 0;
        for (MeasuredNetwork each :
                series(series).stream().sorted(Comparator.comparingDouble(cost)).toList()) {
            if (each.published().top1() > top) {
                best.add(each);
                top = each.published().top1();
            }
        }
        chart.markedLine(
                series,
                best.stream().mapToDouble(cost).toArray(),
                best.stream().mapToDouble(each -> each.published().top1()).toArray());
    }

    private Claim countClaim() {
        return new Claim(
                "Two counts of MobileNetV2's parameters",
                V2 + ", table 2",
                "3.4 million parameters.",
                String.format(
                        Locale.ROOT,
                        "%,d as torchvision and the authors' code build it, %,d with an expansion by 1 in the first block:"
                                + " %,d more, the %,d weights of a 1 x 1 convolution of 32 channels and the %,d scales and"
                                + " shifts of its batch norm.",
                        counts.without(),
                        counts.with(),
                        counts.with() - counts.without(),
                        counts.convolution(),
                        counts.norm()),
                counts.isExplained() ? Verdict.HELD : Verdict.NOT_HELD);
    }

    private Claim separableClaim() {
        boolean isFormula =
                separable.stream().allMatch(layer -> Math.abs(layer.multiplyAddsShare() - layer.formula()) < 1e-9);
        double best = separable.stream()
                .mapToDouble(SeparableConvolution::timeShare)
                .min()
                .orElse(1);
        double worst = separable.stream()
                .mapToDouble(SeparableConvolution::timeShare)
                .max()
                .orElse(1);
        return new Claim(
                "Depthwise separable convolutions do an eighth of the work",
                V1 + ", section 3.1",
                "A 3 x 3 convolution split into a filter for each channel and a 1 x 1 convolution needs 1/N + 1/9 of the"
                        + " multiply-adds, 8 to 9 times fewer.",
                String.format(
                        Locale.ROOT,
                        "The multiply-adds are %s; the time here is %s to %s of that of the dense convolution.",
                        isFormula ? "exactly that" : "not that",
                        percent(best),
                        percent(worst)),
                isFormula ? worst < 0.25 ? Verdict.HELD : Verdict.IN_PART : Verdict.NOT_HELD);
    }

    private void separableSection(Page page, Claim claim) {
        claim(
                page,
                claim,
                "An ordinary convolution looks at all channels of a neighbourhood at once. MobileNets do it in two steps:"
                        + " first each channel on its own in space (depthwise), then all channels at each point"
                        + " (pointwise).");
        page.table(SEPARABLE, separable);
    }

    private Claim memoryClaim() {
        MapMemory v1 = memory.get(0);
        MapMemory v2 = memory.get(1);
        return new Claim(
                "Inverted residuals need little memory",
                V2 + ", section 5.1",
                "Only the narrow ends of a block must be held in memory; of the wide map between them, a part at a time.",
                String.format(
                        Locale.ROOT,
                        "V2's largest ends of a block have %s, V1's %s. Computed layer by layer, V2 needs %s, more than V1's"
                                + " %s, since its maps are expanded; this library's engine, which computes blocks in bands,"
                                + " plans %s.",
                        kilobytes(v2.largestEnds()),
                        kilobytes(v1.largestEnds()),
                        kilobytes(v2.layerByLayerBytes()),
                        kilobytes(v1.layerByLayerBytes()),
                        kilobytes(v2.plannedBytes())),
                v2.largestEnds() < v1.largestEnds() && v2.plannedBytes() < v2.layerByLayerBytes()
                        ? Verdict.HELD
                        : Verdict.NOT_HELD);
    }

    private void memorySection(Page page, Claim claim) {
        claim(
                page,
                claim,
                "Between its layers a network holds maps: the image seen through many filters. On a small device their memory"
                        + " is what is scarce.");
        page.table(MEMORY, memory);
        page.charts(memory.stream()
                .map(each -> Page.captioned(
                        each.network() + ", block by block",
                        new LineChart("block", "kB, float32")
                                .counting()
                                .markedLine(
                                        "the two widest maps",
                                        places(each),
                                        kilobytes(each, MapMemory.Block::widestBytes))
                                .markedLine(
                                        "ends of the block", places(each), kilobytes(each, MapMemory.Block::endBytes))
                                .toElement()))
                .toArray(Element[]::new));
    }

    private static double[] places(MapMemory memory) {
        return IntStream.rangeClosed(1, memory.blocks().size()).asDoubleStream().toArray();
    }

    private static double[] kilobytes(MapMemory memory, ToDoubleFunction<MapMemory.Block> bytes) {
        return memory.blocks().stream()
                .mapToDouble(bytes)
                .map(each -> each / 1000)
                .toArray();
    }

    private void trainings(Page page, List<Claim> claims) {
        page.section(
                "What small trainings show",
                String.format(
                        Locale.ROOT,
                        "Each network below learned from %,d images of CIFAR-10 (32 pixels, ten classes) for %d epochs, once"
                                + " for each of %d seeds, and was measured on %,d others. The papers trained for days on"
                                + " a million images; where a difference is smaller than chance here, that says nothing"
                                + " against it there. ± is the 95 %% interval of Student's distribution.",
                        study.trainImages(),
                        study.epochs(),
                        study.of(Ablation.V2).size(),
                        study.validationImages()));
        page.text((isStudyStored
                        ? "These results come with the library; 'mobilenet papers --train --data cifar10.zip' makes"
                                + " them anew. They were made on "
                        : "These results were made just now on ")
                + study.machine() + ".");
        page.table(
                new Columns<Ablation>()
                        .text("network", Ablation::description)
                        .figure(
                                "top-1",
                                each -> estimate(each, TrainedAblation::top1).percent())
                        .figure(
                                "int8, min-max",
                                each -> estimate(each, TrainedAblation::int8MinMax)
                                        .percent())
                        .figure(
                                "int8, percentile",
                                each -> estimate(each, TrainedAblation::int8Percentile)
                                        .percent())
                        .figure("dead kernels", each -> dead(each).percent()),
                List.of(Ablation.values()));
        for (int i = 0; i < claims.size(); i++) {
            claim(page, claims.get(i), TRAINED_EXPLANATIONS.get(i));
            if (i == 0) {
                study.kernelSheets()
                        .forEach((name, png) -> page.wide(Page.captioned(
                                name + ": the layer with most dead kernels, which are grey, or the widest",
                                new InlineImage(Base64.getDecoder().decode(png), name + "'s kernels", "")
                                        .toDrawing())));
            }
        }
    }

    private Estimate estimate(Ablation ablation, ToDoubleFunction<TrainedAblation> figure) {
        return Estimate.of(study.of(ablation).stream().mapToDouble(figure).toArray());
    }

    private Estimate dead(Ablation ablation) {
        return estimate(ablation, each -> (double) each.deadKernels() / each.depthwiseKernels());
    }

    /** Seed by seed, by how much one network is ahead of another. */
    private Estimate difference(Ablation first, Ablation second, ToDoubleFunction<TrainedAblation> figure) {
        List<TrainedAblation> firsts = study.of(first);
        List<TrainedAblation> seconds = study.of(second);
        return Estimate.of(IntStream.range(0, Math.min(firsts.size(), seconds.size()))
                .mapToDouble(i -> figure.applyAsDouble(firsts.get(i)) - figure.applyAsDouble(seconds.get(i)))
                .toArray());
    }

    private Claim deadClaim() {
        Estimate more =
                difference(Ablation.V1, Ablation.V2, each -> (double) each.deadKernels() / each.depthwiseKernels());
        return new Claim(
                "V1's depthwise kernels die, V2's do not",
                "observed of V1's weights; " + V2 + ", section 3.2, explains why ReLU does it",
                "Of a trained V1, many depthwise kernels are all but zero: their channel was switched off by ReLU early on.",
                String.format(
                        Locale.ROOT,
                        "Dead are %s of V1's kernels and %s of V2's, trained on the same images; a difference of %s.",
                        dead(Ablation.V1).percent(),
                        dead(Ablation.V2).percent(),
                        more.points()),
                Verdict.ofPositive(more));
    }

    private Claim ablationClaim(String title, String says, Ablation changed) {
        Estimate ahead = difference(Ablation.V2, changed, TrainedAblation::top1);
        return new Claim(
                title,
                V2 + ", section 6.4, figure 6",
                says,
                String.format(
                        Locale.ROOT,
                        "MobileNetV2 reaches %s, with %s %s: V2 is ahead by %s.",
                        estimate(Ablation.V2, TrainedAblation::top1).percent(),
                        changed.description(),
                        estimate(changed, TrainedAblation::top1).percent(),
                        ahead.points()),
                Verdict.ofPositive(ahead));
    }

    private Claim clampClaim() {
        ToDoubleFunction<TrainedAblation> lost = each -> each.top1() - each.int8MinMax();
        Estimate v1 = difference(Ablation.V1_RELU, Ablation.V1, lost);
        Estimate v2 = difference(Ablation.V2_RELU, Ablation.V2, lost);
        Verdict first = Verdict.ofPositive(v1);
        Verdict second = Verdict.ofPositive(v2);
        return new Claim(
                "ReLU6 makes eight bits easier",
                V2 + ", section 4",
                "ReLU6 is used for its robustness with low-precision arithmetic: values up to 6 share 256 levels, where ReLU's"
                        + " have no bound.",
                String.format(
                        Locale.ROOT,
                        "Rounded to eight bits after training (min-max ranges), the networks with ReLU lose more than those with"
                                + " ReLU6 by %s of V1 and %s of V2.",
                        v1.points(),
                        v2.points()),
                first == second ? first : Verdict.IN_PART);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.001 && share > 0 ? "%.4f %%" : "%.1f %%", 100 * share);
    }

    private static String kilobytes(long bytes) {
        return String.format(Locale.ROOT, "%,d kB", Math.round(bytes / 1000.0));
    }
}
