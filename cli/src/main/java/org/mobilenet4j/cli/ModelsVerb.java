package org.mobilenet4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.PublishedWeights;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.report.Columns;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code mobilenet models}: what is known by name. */
@Command(
        name = "models",
        description =
                "Lists the networks that are known by name. Every one can be had at any width, resolution and number"
                        + " of classes.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet models")
final class ModelsVerb implements Callable<Integer> {
    private static final Columns<Entry> TABLE = new Columns<Entry>()
            .text("name", Entry::name)
            .text("task", Entry::task)
            .text("as in", Entry::origin)
            .number("width", "%.2f", Entry::width)
            .number("pixels", "%d", Entry::resolution)
            .number("classes", "%d", Entry::classes)
            .number("parameters", "%,d", Entry::parameters)
            .number("multiply-adds", "%,d", Entry::multiplyAdds);

    private final Output output;

    ModelsVerb(Output output) {
        this.output = output;
    }

    /**
     * One of the known networks.
     *
     * @param classes that it is counted with
     * @param features how many numbers a classifier knows of an image before its last layer
     */
    private record Entry(
            String name,
            String task,
            String family,
            String origin,
            double width,
            int resolution,
            int classes,
            long parameters,
            long multiplyAdds,
            @Nullable Integer features) {}

    @Override
    public Integer call() {
        List<Entry> models = Stream.concat(
                        Arrays.stream(MobileNet.values()).map(ModelsVerb::describe),
                        Arrays.stream(DenseMobileNet.values()).map(ModelsVerb::describe))
                .toList();
        output.report().results(TABLE, models);
        return ExitCode.OK;
    }

    private static Entry describe(MobileNet variant) {
        Network network = variant.build();
        Summary summary = Summary.of(network, MobileNet.RESOLUTION, MobileNet.RESOLUTION);
        return new Entry(
                variant.toString(),
                "classification",
                name(variant.family()),
                name(variant.origin()),
                variant.options().width(),
                MobileNet.RESOLUTION,
                network.classes(),
                summary.parameters(),
                summary.multiplyAdds(),
                network.channels(network.features()));
    }

    private static Entry describe(DenseMobileNet named) {
        int classes = named.publishedLabels().size();
        Network network = named.network(classes, 1);
        int resolution = named.preprocessing().inputHeight();
        Summary summary = Summary.of(network, resolution, resolution);
        boolean isTorchvisions = PublishedWeights.ALL.stream()
                .anyMatch(published -> published.network().equals(named.toString()));
        return new Entry(
                named.toString(),
                named.isDetector() ? "detection" : "segmentation",
                name(named.trunk()),
                name(isTorchvisions ? MobileNet.Origin.TORCHVISION : MobileNet.Origin.PAPER),
                1,
                resolution,
                classes,
                summary.parameters(),
                summary.multiplyAdds(),
                null);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
