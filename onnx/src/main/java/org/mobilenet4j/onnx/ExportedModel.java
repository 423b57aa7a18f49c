package org.mobilenet4j.onnx;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.workflow.OutputComparison;

/**
 * What an export wrote.
 *
 * @param bytes of the ONNX file
 * @param comparison with this library's engine; null where nothing was compared
 * @param int8 what eight bits cost and gain; null for floats, or where nothing was compared
 */
public record ExportedModel(
        Path path,
        long bytes,
        @Nullable OutputComparison comparison,
        @Nullable Int8Figures int8) {}
