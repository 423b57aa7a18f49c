package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.report.ClassDetections;
import org.mobilenet4j.report.ClassPixels;
import org.mobilenet4j.report.DetectionReport;
import org.mobilenet4j.report.DetectionTables;
import org.mobilenet4j.report.EvaluationReport;
import org.mobilenet4j.report.EvaluationTables;
import org.mobilenet4j.report.Page;
import org.mobilenet4j.report.SegmentationReport;
import org.mobilenet4j.report.SegmentationTables;
import org.mobilenet4j.workflow.DetectorEvaluation;
import org.mobilenet4j.workflow.EvaluatedDetections;
import org.mobilenet4j.workflow.EvaluatedImages;
import org.mobilenet4j.workflow.EvaluatedMasks;
import org.mobilenet4j.workflow.FolderEvaluation;
import org.mobilenet4j.workflow.SegmenterEvaluation;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * What {@code evaluate} makes of a model, by its task: figures that are printed, and where they are asked for a page and
 * tables.
 *
 * @param model as the user names it
 * @param page to write; null for none
 * @param tables the folder to write them into; null for none
 */
record EvaluatedModel(
        String model,
        Path data,
        @Nullable Path page,
        @Nullable Path tables,
        Report report) {
    void classifier(Model bundle, ImageReader reader, WorkflowListener listener) throws IOException {
        try (ImageFolder folder = ImageFolder.open(data, bundle.labels())) {
            folder.notes().forEach(report::note);
            EvaluatedImages evaluated = new FolderEvaluation(bundle, reader).run(folder, listener);
            if (page != null) {
                EvaluationReport.of(model, data.toString(), evaluated).write(page);
            }
            if (tables != null) {
                EvaluationTables.of(evaluated).write(tables);
            }
            EvaluationFigures figures = EvaluationFigures.of(model, data.toString(), evaluated);
            EvaluationReport.CLASSES.lines(figures.classes()).forEach(report::text);
            report.text("");
            report.result(figures, figures.text(evaluated));
        }
    }

    EvaluatedDetections detector(Model bundle, ImageReader reader, WorkflowListener listener) throws IOException {
        try (AnnotatedDataset dataset = AnnotatedDataset.open(data, AnnotationTask.DETECTION, reader.isStrict())) {
            EvaluatedDetections evaluated = new DetectorEvaluation(bundle, reader).run(dataset, listener);
            tell(evaluated, UnaryOperator.identity());
            return evaluated;
        }
    }

    EvaluatedMasks segmenter(Model bundle, ImageReader reader, WorkflowListener listener) throws IOException {
        try (AnnotatedDataset dataset = AnnotatedDataset.open(data, AnnotationTask.SEGMENTATION, reader.isStrict())) {
            EvaluatedMasks evaluated = new SegmenterEvaluation(bundle, reader).run(dataset, listener);
            tell(evaluated, UnaryOperator.identity());
            return evaluated;
        }
    }

    /** @param more adds to the page */
    void tell(EvaluatedDetections evaluated, UnaryOperator<Page> more) throws IOException {
        if (page != null) {
            more.apply(DetectionReport.of(model, data.toString(), evaluated).page())
                    .write(page);
        }
        if (tables != null) {
            DetectionTables.of(evaluated).write(tables);
        }
        DetectionSummary summary = DetectionSummary.of(model, data.toString(), evaluated);
        ClassDetections.TABLE.lines(summary.classes()).forEach(report::text);
        report.text("");
        report.result(summary, summary.text());
    }

    /** @param more adds to the page */
    void tell(EvaluatedMasks evaluated, UnaryOperator<Page> more) throws IOException {
        if (page != null) {
            more.apply(SegmentationReport.of(model, data.toString(), evaluated).page())
                    .write(page);
        }
        if (tables != null) {
            SegmentationTables.of(evaluated).write(tables);
        }
        SegmentationSummary summary = SegmentationSummary.of(model, data.toString(), evaluated);
        ClassPixels.TABLE.lines(summary.classes()).forEach(report::text);
        report.text("");
        report.result(summary, summary.text());
    }
}
