package org.mobilenet4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mobilenet4j.MobileNet;
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
            .text("as in", Entry::origin)
            .number("width", "%.2f", Entry::width)
            .number("pixels", "%d", Entry::resolution)
            .number("parameters", "%,d", Entry::parameters)
            .number("multiply-adds", "%,d", Entry::multiplyAdds)
            .number("features", "%,d", Entry::features);

    private final Output output;

    ModelsVerb(Output output) {
        this.output = output;
    }

    /** One of the known networks; counts are for 1000 classes. */
    private record Entry(
            String name,
            String family,
            String origin,
            double width,
            int resolution,
            long parameters,
            long multiplyAdds,
            int features) {}

    @Override
    public Integer call() {
        List<Entry> models =
                Arrays.stream(MobileNet.values()).map(ModelsVerb::describe).toList();
        output.report().results(TABLE, models);
        return ExitCode.OK;
    }

    private static Entry describe(MobileNet variant) {
        Network network = variant.build();
        Summary summary = Summary.of(network, MobileNet.RESOLUTION, MobileNet.RESOLUTION);
        return new Entry(
                variant.toString(),
                variant.family().name().toLowerCase(Locale.ROOT),
                variant.origin().name().toLowerCase(Locale.ROOT),
                variant.options().width(),
                MobileNet.RESOLUTION,
                summary.parameters(),
                summary.multiplyAdds(),
                network.channels(network.features()));
    }
}
