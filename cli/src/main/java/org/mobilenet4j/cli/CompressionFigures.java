package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.mobilenet4j.compression.CompressedModel;
import org.mobilenet4j.compression.CompressionStep;

/** What making a model smaller came to; latencies are measured by turns. */
record CompressionFigures(
        String model,
        String report,
        double millisBefore,
        double millis,
        double top1Before,
        double top1,
        long multiplyAddsBefore,
        long multiplyAdds,
        long parametersBefore,
        long parameters,
        double seconds) {
    static CompressionFigures of(Path out, Path page, CompressedModel compressed) {
        CompressionStep first = compressed.first();
        CompressionStep last = compressed.last();
        return new CompressionFigures(
                out.toString(),
                page.toString(),
                compressed.measuredMillis()[0],
                compressed.measuredMillis()[1],
                first.accuracy(),
                last.accuracy(),
                first.costs().multiplyAdds(),
                last.costs().multiplyAdds(),
                first.costs().parameters(),
                last.costs().parameters(),
                compressed.seconds());
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%s: %.2f ms of %.2f (%.2f x), top-1 %.1f %% of %.1f %%, %.2f M parameters of %.2f M, %.0f s; %s",
                model,
                millis,
                millisBefore,
                millis / millisBefore,
                100 * top1,
                100 * top1Before,
                parameters * 1e-6,
                parametersBefore * 1e-6,
                seconds,
                report);
    }
}
