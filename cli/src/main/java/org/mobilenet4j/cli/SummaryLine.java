package org.mobilenet4j.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.report.Columns;

/** A layer as it is printed. */
record SummaryLine(
        String name,
        String layer,
        @Nullable String checkpointName,
        int depth,
        String output,
        long parameters,
        long multiplyAdds) {
    /** @param checkpointNames of the layers that have one */
    static List<SummaryLine> of(Summary summary, Map<Location, String> checkpointNames) {
        return summary.rows().stream()
                .map(row -> new SummaryLine(
                        row.name(),
                        row.description(),
                        row.location() == null ? null : checkpointNames.get(row.location()),
                        row.depth(),
                        row.output().toString(),
                        row.parameters(),
                        row.multiplyAdds()))
                .toList();
    }

    static Columns<SummaryLine> columns(boolean hasCheckpointNames) {
        Columns<SummaryLine> columns = new Columns<SummaryLine>()
                .text("layer", line -> "  ".repeat(line.depth) + line.name)
                .text("", SummaryLine::layer)
                .text("output", SummaryLine::output)
                .number("parameters", "%,d", SummaryLine::parameters)
                .number("multiply-adds", "%,d", SummaryLine::multiplyAdds);
        return hasCheckpointNames
                ? columns.text("in a checkpoint", line -> Objects.requireNonNullElse(line.checkpointName, ""))
                : columns;
    }
}
